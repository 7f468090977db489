using System.Text;
using System.Text.Json;
using Notify.Core.Errors;
using Notify.Core.Templates.Placeholders;

namespace Notify.Server.Features.Shared;

/// <summary>Faults of a query or body against its schema, in the contract's words.</summary>
internal sealed class SchemaFaults
{
    private readonly List<NotifyError> _faults = [];

    /// <returns>All faults at once, exact duplicates left out; null when there are none.</returns>
    public NotifyError? Refusal => _faults.Count == 0 ? null : NotifyError.Several([.. _faults.Distinct()]);

    public void Add(string message) => _faults.Add(NotifyError.NotValid(message));

    public void AddNotOneOf(string name, string value, IReadOnlyList<string> allowed) =>
        Add($"{name} {Print(value)} is not one of [{string.Join(", ", allowed)}]");

    /// <summary>Adds one fault for all names that nothing asks for, in the order of their code points.</summary>
    public void AddUnexpected(IEnumerable<string> names)
    {
        // UTF-8 sorts as code points do.
        var unexpected = names.Distinct(StringComparer.Ordinal).OrderBy(name => Convert.ToHexString(Encoding.UTF8.GetBytes(name)), StringComparer.Ordinal).ToList();
        if (unexpected.Count > 0)
        {
            Add($"Additional properties are not allowed ({string.Join(", ", unexpected.Select(Print))} {(unexpected.Count == 1 ? "was" : "were")} unexpected)");
        }
    }

    /// <summary>Whether Python takes a value for false, and the original for an empty object.</summary>
    public static bool IsFalsy(JsonElement body) => body.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.False => true,
        JsonValueKind.String => body.ValueEquals(""u8),
        JsonValueKind.Array => body.GetArrayLength() == 0,
        JsonValueKind.Number => body.TryGetDouble(out var number) && number == 0,
        _ => false,
    };

    /// <returns>A value as Python prints it, a text in its quotes, and then all straight apostrophes taken away.</returns>
    public static string Print(JsonElement value) => value.ValueKind == JsonValueKind.String
        ? Print(JsonStrings.Read(value))
        : (PythonText.From(value) ?? "None").Replace("'", "", StringComparison.Ordinal);

    private static string Print(string text)
    {
        var printed = new StringBuilder();
        PythonString.Quote(text, printed);
        return printed.Replace("'", "").ToString();
    }
}
