using System.Text;
using System.Text.Json;
using Notify.Core.Errors;
using Notify.Core.Nations;
using Notify.Core.Notifications;
using Notify.Core.Recipients;
using Notify.Core.Services;
using Notify.Core.Templates;
using Notify.Core.Templates.Placeholders;

namespace Notify.Server.Features.Notifications;

/// <summary>Checks the body of a request to send: all faults at once, in the contract's order and words.</summary>
/// <remarks>Order: members present, as the schema lists them; members missing; members unexpected. Members of the contract that this
/// version does not know yet are unexpected: better refused than silently dropped.</remarks>
internal static class SendSchema
{
    private const int MaxReferenceLength = 1000;
    private static readonly string[] EmailMembers = ["reference", "email_address", "template_id", "personalisation"];
    private static readonly string[] SmsMembers = ["reference", "phone_number", "template_id", "personalisation"];

    /// <param name="body">Any JSON value; what counts as false in Python is taken for an empty object.</param>
    public static Result<SendRequest> Read(JsonElement body, Channel channel, NationPack nation)
    {
        if (body.ValueKind != JsonValueKind.Object && !IsFalsy(body))
        {
            return NotifyError.NotValid($"{Print(body)} is not of type object");
        }

        var faults = new List<NotifyError>();
        var recipientMember = channel == Channel.Email ? "email_address" : "phone_number";
        var members = channel == Channel.Email ? EmailMembers : SmsMembers;

        var reference = Text(body, "reference", faults);
        if (reference is not null && reference.EnumerateRunes().Count() > MaxReferenceLength)
        {
            Add(faults, $"reference {reference} is too long");
        }
        else if (reference?.Contains('\0', StringComparison.Ordinal) == true)
        {
            Add(faults, "reference must not contain a null character");
        }

        EmailAddress? email = null;
        PhoneNumber? phone = null;
        if (Text(body, recipientMember, faults) is { } recipient)
        {
            string? message;
            _ = channel == Channel.Email
                ? EmailAddress.TryParse(recipient, out email, out message)
                : PhoneNumber.TryParse(recipient, nation.PhoneRules, out phone, out message);
            if (message is not null)
            {
                Add(faults, $"{recipientMember} {message}");
            }
        }

        var templateId = Guid.Empty;
        var storable = false;
        if (Member(body, "template_id") is { } id && !(id.ValueKind == JsonValueKind.String && UuidText.TryParse(StringOf(id), out templateId, out storable)))
        {
            Add(faults, "template_id is not a valid UUID");
        }

        var personalisation = Personalisation.Empty;
        if (Member(body, "personalisation") is { } values)
        {
            if (values.ValueKind == JsonValueKind.Object)
            {
                personalisation = Personalisation.FromJson(values);
            }
            else
            {
                Add(faults, $"personalisation {Print(values)} is not of type object");
            }
        }

        foreach (var required in new[] { recipientMember, "template_id" })
        {
            if (Member(body, required) is null)
            {
                Add(faults, $"{required} is a required property");
            }
        }

        AddUnexpected(body, members, faults);
        return faults.Count > 0
            ? NotifyError.Several([.. faults.Distinct()])
            : new SendRequest
            {
                EmailAddress = email,
                PhoneNumber = phone,
                TemplateId = templateId,
                TemplateIdIsStorable = storable,
                Personalisation = personalisation,
                Reference = reference,
            };
    }

    private static void AddUnexpected(JsonElement body, string[] members, List<NotifyError> faults)
    {
        var unexpected = body.ValueKind != JsonValueKind.Object ? [] : body.EnumerateObject()
            .Select(JsonStrings.ReadName)
            .Where(name => !members.Contains(name, StringComparer.Ordinal))
            .Distinct(StringComparer.Ordinal)
            .Order(CodePoints)
            .ToList();
        if (unexpected.Count > 0)
        {
            var names = new StringBuilder();
            foreach (var name in unexpected)
            {
                PythonString.Quote(name, names.Append(names.Length > 0 ? ", " : ""));
            }

            names.Replace("'", "");
            Add(faults, $"Additional properties are not allowed ({names} {(unexpected.Count == 1 ? "was" : "were")} unexpected)");
        }
    }

    private static JsonElement? Member(JsonElement body, string name) =>
        body.ValueKind == JsonValueKind.Object && body.TryGetProperty(name, out var value) ? value : null;

    private static string? Text(JsonElement body, string name, List<NotifyError> faults)
    {
        if (Member(body, name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.String)
        {
            return StringOf(value);
        }

        Add(faults, $"{name} {Print(value)} is not of type string");
        return null;
    }

    /// <summary>Half a surrogate pair, which JSON can spell and .NET does not read, becomes U+FFFD.</summary>
    private static string StringOf(JsonElement value) => JsonStrings.Read(value);

    private static bool IsFalsy(JsonElement body) => body.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.False => true,
        JsonValueKind.String => body.ValueEquals(""u8),
        JsonValueKind.Array => body.GetArrayLength() == 0,
        JsonValueKind.Number => body.TryGetDouble(out var number) && number == 0,
        _ => false,
    };

    /// <summary>As Python prints a value, its straight apostrophes taken away.</summary>
    private static string Print(JsonElement value) =>
        (PythonText.From(value) ?? "None").Replace("'", "", StringComparison.Ordinal);

    private static void Add(List<NotifyError> faults, string message) => faults.Add(NotifyError.NotValid(message));

    private static IComparer<string> CodePoints { get; } = Comparer<string>.Create((a, b) =>
    {
        using var left = a.EnumerateRunes().GetEnumerator();
        using var right = b.EnumerateRunes().GetEnumerator();
        while (true)
        {
            var (more, other) = (left.MoveNext(), right.MoveNext());
            if (!more || !other)
            {
                return more.CompareTo(other);
            }

            if (left.Current != right.Current)
            {
                return left.Current.CompareTo(right.Current);
            }
        }
    });
}
