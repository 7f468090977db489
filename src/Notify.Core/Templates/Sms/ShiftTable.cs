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

    private static readonly Dictionary<string, ShiftTable> Known = Load();

    private readonly SearchValues<char> _one;
    private readonly SearchValues<char> _two;

    private ShiftTable(string name, string locking, string single)
    {
        Name = name;
        var elements = ElementOctets * ((locking.Length > 0 ? 1 : 0) + (single.Length > 0 ? 1 : 0));
        _one = SearchValues.Create(locking.Length > 0 ? locking : GsmAlphabet.Basic);
        _two = SearchValues.Create(single.Length > 0 ? single : GsmAlphabet.Extension);
        SingleSeptets = Septets(HeaderLengthOctets + elements);
        SplitSeptets = Septets(HeaderLengthOctets + elements + ConcatenationOctets);
    }

    /// <summary>Such as <c>turkish</c>.</summary>
    public string Name { get; }

    /// <summary>Septets in a message of one fragment.</summary>
    public int SingleSeptets { get; }

    /// <summary>Septets in each fragment of a longer message.</summary>
    public int SplitSeptets { get; }

    /// <returns>The tables of that name; null when there are none.</returns>
    public static ShiftTable? Find(string name) => Known.GetValueOrDefault(name);

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

    private static Dictionary<string, ShiftTable> Load()
    {
        using var resource = typeof(ShiftTable).Assembly.GetManifestResourceStream("Notify.Core.Templates.Sms.ShiftTables.json")!;
        var tables = JsonSerializer.Deserialize(resource, ShiftTableJson.Default.DictionaryStringShiftTableFile)!;
        return tables.ToDictionary(pair => pair.Key, pair => new ShiftTable(pair.Key, pair.Value.Locking, pair.Value.Single), StringComparer.Ordinal);
    }
}

/// <param name="Locking">The characters of one septet; empty when the default alphabet stays.</param>
/// <param name="Single">The characters of two septets; empty when the default extension table stays.</param>
internal sealed record ShiftTableFile(string Locking, string Single);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(Dictionary<string, ShiftTableFile>))]
internal sealed partial class ShiftTableJson : JsonSerializerContext;
