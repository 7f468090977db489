using System.Text;
using System.Text.Json;
using Notify.Core.Errors;
using Notify.Core.Services;
using Notify.Core.Templates.Placeholders;

namespace Notify.Server.Features.Notifications;

/// <summary>Reads the members of a JSON body and collects what is wrong with them, in the contract's words.</summary>
/// <param name="body">Any JSON value; what counts as false in Python is taken for an empty object.</param>
internal sealed class SchemaFaults(JsonElement body)
{
    private readonly List<NotifyError> _faults = [];

    public bool IsObject => body.ValueKind == JsonValueKind.Object || IsFalsy;

    /// <returns>All faults together, or null when there is none.</returns>
    public NotifyError? Refusal => _faults.Count == 0 ? null : NotifyError.Several([.. _faults.Distinct()]);

    public static NotifyError NotAnObject(JsonElement body) => NotifyError.NotValid($"{Print(body)} is not of type object");

    public void Add(string message) => _faults.Add(NotifyError.NotValid(message));

    public JsonElement? Member(string name) =>
        body.ValueKind == JsonValueKind.Object && body.TryGetProperty(name, out var value) ? value : null;

    /// <returns>The text, or null when the member is absent or (a fault) of another type.</returns>
    public string? Text(string name)
    {
        if (Member(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.String)
        {
            return StringOf(value);
        }

        AddWrongType(name, value, "string");
        return null;
    }

    /// <returns>The id, or null when the member is absent or (a fault) no UUID.</returns>
    public IdMember? Id(string name)
    {
        if (Member(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.String && StringOf(value) is var text && UuidText.TryParse(text, out var id, out var storable))
        {
            return new IdMember(id, text, storable);
        }

        Add($"{name} is not a valid UUID");
        return null;
    }

    public void AddWrongType(string name, JsonElement value, string types) => Add($"{name} {Print(value)} is not of type {types}");

    public void AddMissing(params ReadOnlySpan<string> required)
    {
        foreach (var name in required)
        {
            if (Member(name) is null)
            {
                Add($"{name} is a required property");
            }
        }
    }

    /// <summary>One fault for all members that are not in the schema, their names in order of code points.</summary>
    public void AddUnexpected(IReadOnlyCollection<string> members)
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
            Add($"Additional properties are not allowed ({names} {(unexpected.Count == 1 ? "was" : "were")} unexpected)");
        }
    }

    /// <summary>Half a surrogate pair, which JSON can spell and .NET does not read, becomes U+FFFD.</summary>
    public static string StringOf(JsonElement value) => JsonStrings.Read(value);

    /// <summary>As Python prints a value, texts in its quotes, and then all straight apostrophes taken away.</summary>
    public static string Print(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            return (PythonText.From(value) ?? "None").Replace("'", "", StringComparison.Ordinal);
        }

        var quoted = new StringBuilder();
        PythonString.Quote(StringOf(value), quoted);
        return quoted.Replace("'", "").ToString();
    }

    private bool IsFalsy => body.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.False => true,
        JsonValueKind.String => body.ValueEquals(""u8),
        JsonValueKind.Array => body.GetArrayLength() == 0,
        JsonValueKind.Number => body.TryGetDouble(out var number) && number == 0,
        _ => false,
    };

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

/// <summary>An id as a body names it.</summary>
/// <param name="Text">As sent, for messages that repeat it.</param>
/// <param name="IsStorable">False for spellings that the original's check lets pass but its database does not read: "no result found".</param>
public sealed record IdMember(Guid Id, string Text, bool IsStorable);
