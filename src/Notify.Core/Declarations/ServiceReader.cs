using System.Globalization;
using Notify.Core.Callbacks;
using Notify.Core.ReceivedTexts;
using Notify.Core.Recipients;
using Notify.Core.Services;

namespace Notify.Core.Declarations;

/// <summary>Reads one service of a file.</summary>
internal sealed class ServiceReader(Reading reading, FaultList faults, string source)
{
    private static readonly string[] TimeForms = ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK"];

    /// <returns>Null when the node is no mapping; else what could be read, with all that is wrong among the faults.</returns>
    public DeclaredService? Read(Node node)
    {
        if (MappingReader.Open(node, "a service", ServiceFileMembers.Service, reading, faults) is not { } members)
        {
            return null;
        }

        var name = members.Line("name");
        if (name is not null && !ServiceName.IsValid(name))
        {
            faults.Add(members.PlaceOf("name"), ServiceName.Rule);
        }

        if (members.Find("id") is null)
        {
            members.Demand("name", "a service is found by its name (or by 'id')");
        }

        var prefixed = members.Truth("prefix_sms");
        var permissions = Permissions(members);
        var numbers = Once(members, "inbound_numbers", WrittenTo, number => number.Number, "this number");
        if (numbers is [_, ..] && permissions?.Contains(ServicePermission.InboundSms) == false)
        {
            faults.Add(members.PlaceOf("permissions"), "a service with 'inbound_numbers' has the permission inbound_sms: name it here, or leave 'permissions' out");
        }

        var templates = new TemplateReader(reading, faults, source, prefixed == true ? name : null);
        return new DeclaredService
        {
            At = members.At,
            Id = Id(members),
            Name = name,
            IsArchived = members.Truth("archived"),
            TrialMode = members.Truth("trial_mode"),
            Permissions = permissions,
            Limits = Limits(members),
            Retention = Retention(members),
            PrefixSms = prefixed,
            ContactLink = ContactLink(members),
            Members = Once(members, "members", Member, member => member.EmailAddress.ToLowerInvariant(), "this address"),
            GuestList = Lines(members, "guest_list", Recipient, guest => RecipientFormat.Format(guest, reading.Nation.PhoneRules)),
            ReplyTos = Lines(members, "reply_to", Address, address => address.ToLowerInvariant()),
            TextSenders = Lines(members, "text_senders", Sender, sender => InboundNumber.MeaningOf(sender, reading.Nation.PhoneRules)),
            InboundNumbers = numbers,
            Callbacks = Once(members, "callbacks", Callback, callback => callback.Kind.Wire(), "a callback of this kind"),
            Keys = Once(members, "keys", Key, key => key.Name.ToLowerInvariant(), "a key of this name") ?? [],
            Templates = Once(members, "templates", templates.Read, template => template.Name, "a template of this name") ?? [],
        };
    }

    private Guid? Id(MappingReader members)
    {
        if (members.Line("id") is not { } text)
        {
            return null;
        }

        // Client libraries cut ids out of keys by their length and refuse other versions.
        if (Guid.TryParseExact(text, "D", out var id) && id.Version == 4)
        {
            return id;
        }

        faults.Add(members.PlaceOf("id"), "'id' is a UUID of version 4 as 'notify service list' shows it");
        return null;
    }

    private HashSet<ServicePermission>? Permissions(MappingReader members) =>
        members.Items("permissions", node => MappingReader.WordOf(node, "permissions", ServiceFileMembers.Permissions, reading, faults))
            ?.Select(ServicePermissions.Parse)
            .ToHashSet();

    private DeclaredLimits Limits(MappingReader members) =>
        members.Find("limits") is { } node && MappingReader.Open(node, "'limits'", ServiceFileMembers.Limits, reading, faults) is { } limits
            ? new(limits.Count("requests_per_minute"), limits.Count("email_per_day"), limits.Count("sms_per_day"), limits.Count("international_sms_per_day"))
            : new(null, null, null, null);

    private DeclaredRetention Retention(MappingReader members)
    {
        if (members.Find("retention") is not { } node
            || MappingReader.Open(node, "'retention'", ServiceFileMembers.Retention, reading, faults) is not { } retention)
        {
            return new(null, null);
        }

        return new(Days("email_days"), Days("sms_days"));

        int? Days(string name)
        {
            var rules = reading.Nation.Retention;
            var days = retention.Count(name);
            if (days < rules.MinDays || days > rules.MaxDays)
            {
                faults.Add(retention.PlaceOf(name), $"'{name}' is a number of days from {rules.MinDays} to {rules.MaxDays}");
            }

            return days;
        }
    }

    private Given<string?> ContactLink(MappingReader members)
    {
        if (members.IsNull("contact_link"))
        {
            return new(true, null);
        }

        if (members.Line("contact_link") is not { } link)
        {
            return default;
        }

        var isPage = Uri.TryCreate(link, UriKind.Absolute, out var url) && url.Scheme is "https" or "http" && url.Host.Length > 0;
        if (!isPage && !EmailAddress.TryParse(link, out _, out _) && !IsNumberToRing(link))
        {
            faults.Add(members.PlaceOf("contact_link"), "'contact_link' is a web address, an e-mail address or a phone number");
        }

        return new(true, link);
    }

    /// <summary>People ring it, so that short and premium numbers, which cannot be texted, are as good.</summary>
    private static bool IsNumberToRing(string text) => text.Count(char.IsAsciiDigit) is >= 3 and <= 20 && text.All(c => char.IsAsciiDigit(c) || "+ -()".Contains(c, StringComparison.Ordinal));

    private DeclaredMember? Member(Node node)
    {
        if (MappingReader.Open(node, "a member of the team", ServiceFileMembers.Member, reading, faults) is not { } member)
        {
            return null;
        }

        member.Demand("name", "what colleagues call the person");
        member.Demand("email_address", "a person is found by it");
        var mobile = member.Find("mobile_number");
        return (member.Line("name"), member.Find("email_address") is { } address ? Address(address) : null, mobile is null ? null : Number(mobile)) is ({ } name, { } email, var number)
            ? new DeclaredMember(member.At, name, email, number)
            : null;
    }

    private DeclaredCallback? Callback(Node node)
    {
        if (MappingReader.Open(node, "a callback", ServiceFileMembers.Callback, reading, faults) is not { } callback)
        {
            return null;
        }

        callback.Demand("kind", string.Join(", ", CallbackKinds.Words));
        callback.Demand("url", "where the service's program listens");
        callback.Demand("bearer_token", "what it knows us by, best from a variable: ${SERVICE_CALLBACK_TOKEN}");
        var (kind, url, token) = (callback.Word("kind", CallbackKinds.Words), callback.Line("url"), callback.Line("bearer_token"));
        if (url is not null && CallbackUrl.WhyRefused(url, allowHttp: false, allowInternal: false) is { } wrongUrl)
        {
            faults.Add(callback.PlaceOf("url"), $"'url': {wrongUrl}");
        }

        if (token is not null && CallbackUrl.WhyTokenRefused(token) is { } wrongToken)
        {
            faults.Add(callback.PlaceOf("bearer_token"), $"'bearer_token': {wrongToken}");
        }

        return kind is null || url is null || token is null ? null : new DeclaredCallback(callback.At, CallbackKinds.Parse(kind), url, token);
    }

    private DeclaredKey? Key(Node node)
    {
        if (MappingReader.Open(node, "a key", ServiceFileMembers.Key, reading, faults) is not { } key)
        {
            return null;
        }

        var revoked = key.Truth("revoked") ?? false;
        key.Demand("name", "what people call the key");
        if (!revoked)
        {
            key.Demand("type", string.Join(", ", ServiceFileMembers.KeyTypes));
        }

        var type = key.Word("type", ServiceFileMembers.KeyTypes);
        var priority = key.Word("priority", KeyPriorities.Words) is { } word ? KeyPriorities.Parse(word) : (KeyPriority?)null;
        var expires = Expires(key);
        return key.Line("name") is { } name ? new DeclaredKey(key.At, name, KeyTypeNames.Parse(type ?? "live"), priority, expires, revoked) : null;
    }

    private Given<DateTimeOffset?> Expires(MappingReader key)
    {
        if (key.IsNull("expires"))
        {
            return new(true, null);
        }

        if (key.Line("expires") is not { } text)
        {
            return default;
        }

        if (DateTimeOffset.TryParseExact(text, TimeForms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time))
        {
            return new(true, time);
        }

        faults.Add(key.PlaceOf("expires"), "'expires' is a day such as 2030-12-31 (its beginning, UTC) or a time such as 2030-12-31T17:00Z");
        return default;
    }

    private string? Recipient(Node node)
    {
        if (MappingReader.LineOf(node, "guest_list", reading, faults) is not { } text)
        {
            return null;
        }

        return text.Contains('@', StringComparison.Ordinal) ? Address(node) : Number(node);
    }

    private string? Address(Node node)
    {
        if (MappingReader.LineOf(node, "email_address", reading, faults) is not { } text)
        {
            return null;
        }

        if (EmailAddress.TryParse(text, out var address, out _))
        {
            return address.Value;
        }

        faults.Add(node.At, $"'{text}' is not a valid e-mail address");
        return null;
    }

    private string? Number(Node node)
    {
        if (MappingReader.LineOf(node, "mobile_number", reading, faults) is not { } text)
        {
            return null;
        }

        if (PhoneNumber.TryParse(text, reading.Nation.PhoneRules, out _, out var message))
        {
            return text;
        }

        faults.Add(node.At, $"'{text}' is not a number that can be texted: {message}");
        return null;
    }

    private string? Sender(Node node)
    {
        if (MappingReader.LineOf(node, "text_senders", reading, faults) is not { } text)
        {
            return null;
        }

        if (reading.Nation.Sms.Senders.WhyRefused(text) is not { } why)
        {
            return text;
        }

        faults.Add(node.At, $"'{text}' cannot be the sender of texts: {why}");
        return null;
    }

    private DeclaredNumber? WrittenTo(Node node)
    {
        if (MappingReader.LineOf(node, "inbound_numbers", reading, faults) is not { } text)
        {
            return null;
        }

        if (InboundNumber.Normalise(text, reading.Nation.PhoneRules) is { } number)
        {
            return new DeclaredNumber(node.At, number);
        }

        faults.Add(node.At, $"'{text}' is neither a phone number nor a short code");
        return null;
    }

    /// <summary>A list of texts without two that mean the same.</summary>
    private List<string>? Lines(MappingReader members, string name, Func<Node, string?> read, Func<string, string> meaning)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return members.Items(name, node =>
        {
            var text = read(node);
            if (text is not null && !seen.Add(meaning(text)))
            {
                faults.Add(node.At, $"'{text}' stands twice in '{name}'");
            }

            return text;
        });
    }

    /// <summary>A list of things without two of one name.</summary>
    private List<T>? Once<T>(MappingReader members, string name, Func<Node, T?> read, Func<T, string> key, string what)
        where T : class
    {
        var seen = new Dictionary<string, FilePosition>(StringComparer.Ordinal);
        return members.Items(name, node =>
        {
            var thing = read(node);
            if (thing is not null && !seen.TryAdd(key(thing), node.At))
            {
                faults.Add(node.At, $"{what} is declared already in line {seen[key(thing)].Line}");
            }

            return thing;
        });
    }
}
