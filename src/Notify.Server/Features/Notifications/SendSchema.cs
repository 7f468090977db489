using System.Text.Json;
using Notify.Core.Errors;
using Notify.Core.Nations;
using Notify.Core.Notifications;
using Notify.Core.Recipients;
using Notify.Core.Templates;
using Notify.Server.Features.Shared;

namespace Notify.Server.Features.Notifications;

/// <summary>Checks the body of a request to send: all faults at once, in the contract's order and words.</summary>
/// <remarks>Order: members present, as the schema lists them, those of our own last; members missing; members unexpected.</remarks>
internal sealed class SendSchema(NationPack nation, TimeProvider time)
{
    private const int MaxReferenceLength = 1000;
    private static readonly TimeSpan Horizon = TimeSpan.FromHours(24);

    private static readonly string[] Own = ["template_name", "template_version", "language"];

    private static readonly string[] EmailMembers =
    [
        "reference", "email_address", "template_id", "personalisation", "scheduled_for", "email_reply_to_id", "one_click_unsubscribe_url",
        "sanitise_content_for", .. Own,
    ];

    private static readonly string[] SmsMembers =
        ["reference", "phone_number", "template_id", "personalisation", "scheduled_for", "sms_sender_id", .. Own];

    private static readonly string[] LetterMembers = ["reference", "template_id", "personalisation"];
    private static readonly string[] PrecompiledMembers = ["reference", "content", "postage"];
    private static readonly string[] Postages = ["first", "second", "economy"];

    /// <param name="body">Any JSON value.</param>
    public Result<SendRequest> Email(JsonElement body)
    {
        var faults = new BodyMembers(body);
        if (!faults.IsObject)
        {
            return BodyMembers.NotAnObject(body);
        }

        var reference = Reference(faults);
        EmailAddress? address = null;
        if (faults.Text("email_address", isReadFurther: true) is { } text && !EmailAddress.TryParse(text, out address, out var message))
        {
            faults.Add($"email_address {message}");
        }

        var request = Common(faults) with { Reference = reference, EmailAddress = address };
        request = request with
        {
            SenderId = faults.Id("email_reply_to_id"),
            UnsubscribeUrl = UnsubscribeUrl(faults),
            SanitiseContentFor = SanitiseContentFor(faults),
        };
        return Finish(OwnMembers(faults, request), faults, "email_address", EmailMembers);
    }

    /// <inheritdoc cref="Email"/>
    public Result<SendRequest> Sms(JsonElement body)
    {
        var faults = new BodyMembers(body);
        if (!faults.IsObject)
        {
            return BodyMembers.NotAnObject(body);
        }

        var reference = Reference(faults);
        PhoneNumber? number = null;
        if (faults.Text("phone_number", isReadFurther: true) is { } text && !PhoneNumber.TryParse(text, nation.PhoneRules, out number, out var message))
        {
            faults.Add($"phone_number {message}");
        }

        var request = Common(faults) with { Reference = reference, PhoneNumber = number };
        request = request with { SenderId = faults.Id("sms_sender_id") };
        return Finish(OwnMembers(faults, request), faults, "phone_number", SmsMembers);
    }

    /// <summary>Letters are never sent, but a faulty body is told so first.</summary>
    /// <returns>The faults, or null when there is none.</returns>
    public static NotifyError? Letter(JsonElement body)
    {
        var faults = new BodyMembers(body);
        if (!faults.IsObject)
        {
            return BodyMembers.NotAnObject(body);
        }

        if (faults.Member("content") is not null)
        {
            faults.Text("reference");
            faults.Text("content");
            if (faults.Text("postage") is { } postage && !Postages.Contains(postage, StringComparer.Ordinal))
            {
                faults.Add("postage invalid. It must be either first, second or economy.");
            }

            faults.AddMissing("reference", "content");
            faults.AddUnexpected(PrecompiledMembers);
        }
        else
        {
            Reference(faults);
            faults.Id("template_id");
            Values(faults);
            faults.AddMissing("template_id", "personalisation");
            faults.AddUnexpected(LetterMembers);
        }

        return faults.Refusal;
    }

    private static Result<SendRequest> Finish(SendRequest request, BodyMembers faults, string recipient, string[] members)
    {
        if (faults.Member("template_name") is null)
        {
            faults.AddMissing(recipient, "template_id");
        }
        else
        {
            faults.AddMissing(recipient);
        }

        faults.AddUnexpected(members);
        return faults.Refusal is { } refusal ? refusal : request;
    }

    private SendRequest Common(BodyMembers faults) => new()
    {
        TemplateId = faults.Id("template_id"),
        Personalisation = Values(faults),
        ScheduledFor = ScheduledFor(faults, Horizon, "24 hours"),
    };

    /// <summary>Members that the original does not have.</summary>
    internal SendRequest OwnMembers(BodyMembers faults, SendRequest request)
    {
        var name = faults.Text("template_name");
        if (name is not null && !StableName.IsValid(name))
        {
            faults.Add("template_name must be lower-case letters, digits and single hyphens between them, at most 100 characters");
        }
        else if (name is not null && faults.Member("template_id") is not null)
        {
            faults.Add("template_name cannot be given together with template_id");
        }

        int? version = null;
        if (faults.Member("template_version") is { } number)
        {
            if (BodyMembers.Integer(number) is not { } value)
            {
                faults.AddWrongType("template_version", number, "integer");
            }
            else if (value < 1)
            {
                faults.Add($"template_version {value} is less than the minimum of 1");
            }
            else
            {
                version = value;
            }
        }

        // A template has one variant so far; a language that the nation does not have is a mistake already.
        if (faults.Text("language") is { } language && !nation.Languages.Any(known => Speaks(known.Tag, language)))
        {
            faults.Add($"language {BodyMembers.Print(faults.Member("language")!.Value)} is not one of [{string.Join(", ", nation.Languages.Select(known => known.Tag))}]");
        }

        return request with { TemplateName = name, TemplateVersion = version };
    }

    internal static string? Reference(BodyMembers faults)
    {
        var reference = faults.Text("reference");
        if (reference is not null && reference.EnumerateRunes().Count() > MaxReferenceLength)
        {
            faults.Add($"reference {BodyMembers.Print(faults.Member("reference")!.Value)} is too long");
        }
        else if (reference?.Contains('\0', StringComparison.Ordinal) == true)
        {
            faults.Add("reference must not contain a null character");
        }

        return reference;
    }

    private static Personalisation Values(BodyMembers faults)
    {
        if (faults.Member("personalisation") is not { } values)
        {
            return Personalisation.Empty;
        }

        if (values.ValueKind == JsonValueKind.Object)
        {
            return Personalisation.FromJson(values);
        }

        faults.AddWrongType("personalisation", values, "object");
        return Personalisation.Empty;
    }

    /// <summary>The original checks this and then sends at once; here it counts.</summary>
    /// <param name="words">The horizon in words.</param>
    internal DateTimeOffset? ScheduledFor(BodyMembers faults, TimeSpan horizon, string words)
    {
        if (faults.Member("scheduled_for") is not { ValueKind: not JsonValueKind.Null } value)
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.String)
        {
            faults.AddWrongType("scheduled_for", value, "string, null");
            return null;
        }

        if (!IsoTime.TryParse(BodyMembers.StringOf(value), out var at))
        {
            faults.Add("scheduled_for datetime format is invalid. It must be a valid ISO8601 date time format, https://en.wikipedia.org/wiki/ISO_8601");
            return null;
        }

        var now = time.GetUtcNow();
        if (at < now)
        {
            faults.Add("scheduled_for datetime can not be in the past");
        }
        else if (at > now + horizon)
        {
            faults.Add($"scheduled_for datetime can only be {words} in the future");
        }

        return at;
    }

    private static string? UnsubscribeUrl(BodyMembers faults)
    {
        if (faults.Member("one_click_unsubscribe_url") is not { } value)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.String && BodyMembers.StringOf(value) is var url && HttpsUrl.IsValid(url))
        {
            return url;
        }

        faults.Add("one_click_unsubscribe_url is not a valid https url");
        return null;
    }

    private static List<string> SanitiseContentFor(BodyMembers faults)
    {
        switch (faults.Member("sanitise_content_for"))
        {
            case null or { ValueKind: JsonValueKind.Null }:
                return [];
            case { ValueKind: JsonValueKind.Array } names:
                return [.. names.EnumerateArray().Where(name => name.ValueKind == JsonValueKind.String).Select(BodyMembers.StringOf)];
            case { } other:
                faults.AddWrongType("sanitise_content_for", other, "array, null");
                return [];
        }
    }

    /// <summary>Tags are compared without case (BCP 47), and <c>en</c> means any English.</summary>
    private static bool Speaks(string tag, string asked) =>
        tag.Equals(asked, StringComparison.OrdinalIgnoreCase) || tag.StartsWith(asked + "-", StringComparison.OrdinalIgnoreCase);
}
