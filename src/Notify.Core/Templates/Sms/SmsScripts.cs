using System.Collections.Frozen;
using System.Globalization;

namespace Notify.Core.Templates.Sms;

/// <summary>The characters of the scripts that a nation may keep whole.</summary>
/// <remarks>The basic plane only: what lies beyond is historic, rare, and not in the fonts of phones. Punctuation that belongs to a
/// script alone is part of it; spaces, digits and marks shared by all scripts are not. Source: Unicode 17, Scripts.txt.</remarks>
internal static class SmsScripts
{
    // First and last character of each range, in pairs; code points not assigned are left out when the set is made.
    private static readonly FrozenDictionary<string, string> Ranges = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["Arab"] = "\u0610\u061A\u061B\u061B\u061E\u064A\u064B\u065F\u0660\u06DC\u06DE\u06FF\u0750\u077F\u0870\u08E1\u08E3\u08FF\uFB50\uFDFF\uFE70\uFEFC\u060C\u060C\u061F\u061F",
        ["Armn"] = "\u0531\u058F\uFB13\uFB17",
        ["Cans"] = "\u1400\u167F\u18B0\u18FF",
        ["Cyrl"] = "\u0400\u052F\u1C80\u1C8F\u1D2B\u1D2B\u1D78\u1D78\u2DE0\u2DFF\uA640\uA69F\uFE2E\uFE2F",
        ["Ethi"] = "\u1200\u139F\u2D80\u2DDF\uAB01\uAB2E",
        ["Geor"] = "\u10A0\u10FA\u10FC\u10FF\u1C90\u1CBF\u2D00\u2D2D",
        ["Grek"] = "\u0370\u0373\u0375\u0377\u037A\u037D\u037F\u037F\u0384\u0384\u0386\u0386\u0388\u03E1\u03F0\u03FF\u1D26\u1D2A\u1F00\u1FFE\uAB65\uAB65",
        ["Hang"] = "\u1100\u11FF\u3131\u318E\u3200\u321E\u3260\u327E\uA960\uA97C\uAC00\uD7A3\uD7B0\uD7FB\uFFA0\uFFDC",
        ["Hebr"] = "\u0591\u05F4\uFB1D\uFB4F",
        ["Latn"] = "\u00AA\u00AA\u00BA\u00BA\u00C0\u00D6\u00D8\u00F6\u00F8\u02B8\u1E00\u1EFF\u2C60\u2C7F\uA722\uA787\uA78B\uA7DC\uA7F2\uA7FF\uAB30\uAB5A\uAB5C\uAB64\uFB00\uFB06\uFF21\uFF3A\uFF41\uFF5A",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <param name="code">ISO 15924, such as <c>Hang</c>.</param>
    /// <returns>Each character once.</returns>
    /// <exception cref="FormatException">A script that is not known here.</exception>
    public static IEnumerable<char> Characters(string code)
    {
        if (!Ranges.TryGetValue(code, out var ranges))
        {
            throw new FormatException($"/sms/keep/scripts: '{code}' is not a script known here: {string.Join(", ", Ranges.Keys.Order(StringComparer.Ordinal))}");
        }

        return ranges.Chunk(2)
            .SelectMany(range => Enumerable.Range(range[0], range[1] - range[0] + 1))
            .Select(value => (char)value)
            .Where(c => char.GetUnicodeCategory(c) is not (UnicodeCategory.OtherNotAssigned or UnicodeCategory.Format or UnicodeCategory.Control));
    }
}
