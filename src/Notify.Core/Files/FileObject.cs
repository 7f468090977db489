using System.Globalization;
using System.Text;
using System.Text.Json;
using Notify.Core.Errors;
using Notify.Core.Templates.Placeholders;

namespace Notify.Core.Files;

/// <summary>A value of a request's personalisation that carries a file: a JSON object with a member <c>file</c>. Not checked yet.</summary>
public sealed class FileObject
{
    /// <summary>A fault repeats the faulty value. Of a very long one, such as a whole file in the wrong place, this many characters are enough.</summary>
    private const int LongestPrint = 1000;

    private static readonly string[] Members = ["confirm_email_before_download", "file", "filename", "is_csv", "retention_period"];

    private readonly JsonElement _json;

    private FileObject(JsonElement json) => _json = json;

    /// <summary>Whether a value carries a file, as its shape says; the member may hold anything.</summary>
    internal static bool Is(JsonElement value) => value.ValueKind == JsonValueKind.Object && JsonStrings.Member(value, "file") is not null;

    /// <summary>Keeps a copy: the request's document may go before the file is looked at.</summary>
    internal static FileObject From(JsonElement value) => new(value.Clone());

    /// <summary>In Python's notation, as the original shows a file where it is not sent (the preview of a template).</summary>
    internal string Print() => Surrogates.Mend(PythonText.From(_json) ?? "");

    /// <summary>Checks the object's shape, but neither base64 nor size nor type of the file in it.</summary>
    /// <returns>What was asked for, or all faults of this object in the contract's order.</returns>
    public Result<FileUpload> Check()
    {
        var faults = new List<NotifyError>();
        AddUnexpected(faults);
        var content = Member("file");
        if (content is not { ValueKind: JsonValueKind.String })
        {
            Add(faults, $"file {Printed(content)} is not of type string");
        }

        var isCsv = Flag("is_csv", faults);
        var confirms = Flag("confirm_email_before_download", faults);
        var weeks = Weeks(faults);
        var fileName = FileName(faults);

        // Both merely present, null included: only one of the two ways to say what the file is.
        if (Member("is_csv") is not null && Member("filename") is not null)
        {
            Add(faults, "Do not set a value for `is_csv` if `filename` is set.");
        }

        return faults.Count > 0
            ? NotifyError.Several(faults)
            : new FileUpload
            {
                Base64 = JsonStrings.Read(content!.Value),
                FileName = fileName,
                ConfirmsEmail = confirms ?? true,
                Weeks = weeks,
                IsCsv = isCsv ?? false,
            };
    }

    /// <summary>Prints nothing of the file.</summary>
    public override string ToString() => "[file object]";

    private void AddUnexpected(List<NotifyError> faults)
    {
        var unexpected = _json.EnumerateObject()
            .Select(JsonStrings.ReadName)
            .Where(name => !Members.Contains(name, StringComparer.Ordinal))
            .Distinct(StringComparer.Ordinal)
            .OrderBy(Encoding.UTF8.GetBytes, ByCodePoint)
            .ToList();
        if (unexpected.Count == 0)
        {
            return;
        }

        var names = new StringBuilder();
        foreach (var name in unexpected)
        {
            PythonString.Quote(name, names.Append(names.Length > 0 ? ", " : ""));
        }

        Add(faults, $"Additional properties are not allowed ({names} {(unexpected.Count == 1 ? "was" : "were")} unexpected)");
    }

    private bool? Flag(string name, List<NotifyError> faults)
    {
        switch (Member(name))
        {
            case null or { ValueKind: JsonValueKind.Null }:
                return null;
            case { ValueKind: JsonValueKind.True }:
                return true;
            case { ValueKind: JsonValueKind.False }:
                return false;
            case { } value:
                Add(faults, $"{name} Unsupported value for {name}: {Printed(value)}. Use a boolean true or false value.");
                return null;
        }
    }

    private int Weeks(List<NotifyError> faults)
    {
        if (Member("retention_period") is not { ValueKind: not JsonValueKind.Null } value)
        {
            return FileLimits.DefaultWeeks;
        }

        if (value.ValueKind == JsonValueKind.String && TryReadWeeks(JsonStrings.Read(value), out var weeks))
        {
            return weeks;
        }

        Add(faults, $"retention_period Unsupported value for retention_period: {Printed(value)}. Supported periods are from 1 to {FileLimits.MaxWeeks} weeks.");
        return 0;
    }

    /// <summary>Digits, one space, <c>week</c> or <c>weeks</c>, whatever the number; white space at the ends and case do not matter.</summary>
    private static bool TryReadWeeks(string text, out int weeks)
    {
        weeks = 0;
        var period = text.Trim().ToLowerInvariant();
        var space = period.IndexOf(' ', StringComparison.Ordinal);
        if (space < 1 || period.AsSpan(space) is not (" week" or " weeks"))
        {
            return false;
        }

        foreach (var c in period.AsSpan(0, space))
        {
            // Digits of any script, as the original's pattern has them.
            var digit = CharUnicodeInfo.GetDecimalDigitValue(c);
            if (digit < 0)
            {
                return false;
            }

            weeks = Math.Min((weeks * 10) + digit, FileLimits.MaxWeeks + 1);
        }

        return weeks is >= 1 and <= FileLimits.MaxWeeks;
    }

    private string? FileName(List<NotifyError> faults)
    {
        switch (Member("filename"))
        {
            case null or { ValueKind: JsonValueKind.Null }:
                return null;
            case { ValueKind: JsonValueKind.String } value when JsonStrings.Read(value) is var name && name.Contains('.', StringComparison.Ordinal):
                return name;
            default:
                Add(faults, "filename `filename` must end with a file extension. For example, filename.csv");
                return null;
        }
    }

    private JsonElement? Member(string name) => JsonStrings.Member(_json, name);

    private static string Printed(JsonElement? value)
    {
        var text = (value is null ? null : PythonText.From(value.Value)) ?? "None";
        if (text.Length <= LongestPrint)
        {
            return text;
        }

        return (char.IsHighSurrogate(text[LongestPrint - 1]) ? text[..(LongestPrint - 1)] : text[..LongestPrint]) + "…";
    }

    private static void Add(List<NotifyError> faults, string message) =>
        faults.Add(NotifyError.NotValid(message.Replace("'", "", StringComparison.Ordinal)));

    private static IComparer<byte[]> ByCodePoint { get; } = Comparer<byte[]>.Create((a, b) => a.AsSpan().SequenceCompareTo(b));
}
