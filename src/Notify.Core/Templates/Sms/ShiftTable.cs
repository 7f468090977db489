using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Notify.Core.Templates.Sms;

/// <summary>A national language's own tables, with which its letters cost one or two septets instead of forcing UCS-2.</summary>
/// <remarks>Held as data (<c>ShiftTables.json</c>). Only for providers that send the user data header which names the table.
/// Source: 3GPP TS 23.038, annex A (tables), TS 23.040 section 9.2.3.24.15 and .16 (header elements of three octets each).</remarks>
public sealed class ShiftTable
{
    private const int HeaderLengthOctets = 1;
    private const int ElementOctets = 3;
    private const int ConcatenationOctets = 5;
    private const int OctetsInMessage = 140;

    private static readonly Dictionary<string, ShiftTableFile> Known = Load();

    private readonly SearchValues<char> _one;
    private readonly SearchValues<char> _two;

    private ShiftTable(string locking, string single)
    {
        var elements = ElementOctets * ((locking.Length > 0 ? 1 : 0) + (single.Length > 0 ? 1 : 0));
        _one = SearchValues.Create(locking.Length > 0 ? locking : GsmAlphabet.Basic);
        _two = SearchValues.Create(single.Length > 0 ? single : GsmAlphabet.Extension);
        SingleSeptets = Septets(HeaderLengthOctets + elements);
        SplitSeptets = Septets(HeaderLengthOctets + elements + ConcatenationOctets);
    }

    /// <summary>Septets in a message of one fragment.</summary>
    public int SingleSeptets { get; }

    /// <summary>Septets in each fragment of a longer message.</summary>
    public int SplitSeptets { get; }

    /// <param name="language"><c>es</c>, <c>pt</c> or <c>tr</c>.</param>
    /// <param name="singleShift">Use the table that stands in for the default extension: two septets a character.</param>
    /// <param name="lockingShift">Use the table that stands in for the default alphabet: one septet a character. Spanish has none.</param>
    /// <exception cref="FormatException">There is no such table; the message begins with the place in the pack.</exception>
    public static ShiftTable For(string language, bool singleShift, bool lockingShift)
    {
        if (!Known.TryGetValue(language, out var tables))
        {
            throw new FormatException($"/sms/nationalTables: '{language}' has no tables known here: {string.Join(", ", Known.Keys.Order(StringComparer.Ordinal))}");
        }

        if (!singleShift && !lockingShift)
        {
            throw new FormatException($"/sms/nationalTables: '{language}' must ask for singleShift or lockingShift");
        }

        if (lockingShift && tables.Locking.Length == 0)
        {
            throw new FormatException($"/sms/nationalTables: '{language}' has no locking shift table");
        }

        return new ShiftTable(lockingShift ? tables.Locking : "", singleShift ? tables.Single : "");
    }

    /// <returns>The septets <paramref name="text"/> takes; -1 when it holds a character in neither table.</returns>
    public int Count(ReadOnlySpan<char> text)
    {
        var septets = 0;
        foreach (var c in text)
        {
            if (_one.Contains(c))
            {
                septets++;
            }
            else if (_two.Contains(c))
            {
                septets += 2;
            }
            else
            {
                return -1;
            }
        }

        return septets;
    }

    internal bool Has(char c) => _one.Contains(c) || _two.Contains(c);

    // The header is padded to whole septets.
    private static int Septets(int headerOctets) => ((OctetsInMessage * 8) - (((headerOctets * 8) + 6) / 7 * 7)) / 7;

    private static Dictionary<string, ShiftTableFile> Load()
    {
        using var resource = typeof(ShiftTable).Assembly.GetManifestResourceStream("Notify.Core.Templates.Sms.ShiftTables.json")!;
        return JsonSerializer.Deserialize(resource, ShiftTableJson.Default.DictionaryStringShiftTableFile)!;
    }
}

/// <param name="Locking">The characters of one septet; empty when the default alphabet stays.</param>
/// <param name="Single">The characters of two septets; empty when the default extension table stays.</param>
internal sealed record ShiftTableFile(string Locking, string Single);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(Dictionary<string, ShiftTableFile>))]
internal sealed partial class ShiftTableJson : JsonSerializerContext;
