using System.Collections.Frozen;
using System.Globalization;

namespace Notify.Core.Templates.Typography;

/// <summary>The named characters of HTML and the odd values of numeric ones.</summary>
/// <remarks>Source: the HTML standard, "Named character references" and "Numeric character reference end state". Names that may
/// stand without their semicolon are listed without it, too.</remarks>
internal static class HtmlEntities
{
    // What 0x80 to 0x9F mean in a numeric reference: Windows-1252.
    private const string C1 = "\u20AC\u0081\u201A\u0192\u201E\u2026\u2020\u2021\u02C6\u2030\u0160\u2039\u0152\u008D\u017D\u008F"
        + "\u0090\u2018\u2019\u201C\u201D\u2022\u2013\u2014\u02DC\u2122\u0161\u203A\u0153\u009D\u017E\u0178";

    private static readonly FrozenDictionary<string, string> Named = Load();

    private static readonly FrozenDictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> NamedBySpan = Named.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <param name="name">Without the ampersand; with the semicolon if there is one.</param>
    public static bool TryGet(ReadOnlySpan<char> name, out string text)
    {
        var found = NamedBySpan.TryGetValue(name, out var value);
        text = value ?? "";
        return found;
    }

    /// <summary>The longest known name that <paramref name="name"/> begins with, two characters at least and not all of it.</summary>
    /// <returns>The length of that name; 0 when there is none.</returns>
    public static int LongestPrefix(ReadOnlySpan<char> name, out string text)
    {
        for (var length = name.Length - 1; length > 1; length--)
        {
            if (TryGet(name[..length], out text))
            {
                return length;
            }
        }

        text = "";
        return 0;
    }

    /// <summary>The text of a numeric reference, as browsers read it: empty for control characters and non-characters.</summary>
    /// <param name="digits">Without <c>#</c>, <c>x</c> and semicolon; of any length.</param>
    public static string Numeric(ReadOnlySpan<char> digits, bool hexadecimal)
    {
        var value = 0;
        foreach (var c in digits)
        {
            value = (value * (hexadecimal ? 16 : 10)) + (char.IsAsciiDigit(c) ? c - '0' : (c | 0x20) - 'a' + 10);
            if (value > 0x10FFFF)
            {
                return "\uFFFD";
            }
        }

        return value switch
        {
            0 => "\uFFFD",
            0x0D => "\r",
            >= 0x80 and <= 0x9F => C1[value - 0x80].ToString(),
            >= 0xD800 and <= 0xDFFF => "\uFFFD",
            (>= 0x1 and <= 0x8) or 0xB or (>= 0xE and <= 0x1F) or 0x7F or (>= 0xFDD0 and <= 0xFDEF) => "",
            _ when (value & 0xFFFE) == 0xFFFE => "",
            _ => char.ConvertFromUtf32(value),
        };
    }

    private static FrozenDictionary<string, string> Load()
    {
        using var resource = typeof(HtmlEntities).Assembly.GetManifestResourceStream("Notify.Core.Templates.HtmlEntities.txt")!;
        using var reader = new StreamReader(resource);
        var named = new Dictionary<string, string>(StringComparer.Ordinal);
        while (reader.ReadLine() is { } line)
        {
            var parts = line.Split(' ');
            named[parts[0]] = string.Concat(parts.Skip(1).Select(hex => char.ConvertFromUtf32(int.Parse(hex, NumberStyles.HexNumber, CultureInfo.InvariantCulture))));
        }

        return named.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
