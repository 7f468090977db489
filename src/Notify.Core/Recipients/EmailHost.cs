using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Notify.Core.Recipients;

/// <summary>The part of an address after the <c>@</c>: its IDNA form, and whether that is the name of a host.</summary>
internal static class EmailHost
{
    private const int MaxHostLength = 253;
    private const int MaxLabelLength = 63;

    // Hebrew, Arabic, Syriac, Thaana and their presentation forms.
    private static readonly SearchValues<char> RightToLeft = LettersOf(('\u0590', '\u08FF'), ('\uFB1D', '\uFDFF'), ('\uFE70', '\uFEFC'));

    private static readonly IdnMapping Idna = new() { AllowUnassigned = true, UseStd3AsciiRules = false };

    /// <param name="host">As written, any script. The ideographic full stop and its like count as dots.</param>
    /// <param name="ascii">The host in IDNA form, with the case of ASCII letters kept.</param>
    public static bool TryEncode(string host, [NotNullWhen(true)] out string? ascii)
    {
        ascii = null;
        if (host.Length < 2 || host[0] is '.' || host.AsSpan().Contains('@'))
        {
            return false;
        }

        foreach (var c in host)
        {
            if (char.IsWhiteSpace(c) || c is >= '\u001c' and <= '\u001f')
            {
                return false;
            }
        }

        if (!TryToAscii(host, out var encoded) || !IsHostName(encoded))
        {
            return false;
        }

        ascii = encoded;
        return true;
    }

    private static bool TryToAscii(string host, [NotNullWhen(true)] out string? ascii)
    {
        if (System.Text.Ascii.IsValid(host))
        {
            ascii = host;
            return true;
        }

        try
        {
            ascii = Idna.GetAscii(host);
            return HasOneDirection(Idna.GetUnicode(ascii));
        }
        catch (ArgumentException)
        {
            ascii = null;
            return false;
        }
    }

    // Letters written from right to left stand alone in a label and at both its ends (RFC 3454, section 6).
    private static bool HasOneDirection(string host)
    {
        foreach (var range in host.AsSpan().Split('.'))
        {
            var label = host.AsSpan(range);
            if (label.ContainsAny(RightToLeft)
                && (!RightToLeft.Contains(label[0]) || !RightToLeft.Contains(label[^1]) || HasLeftToRight(label)))
            {
                return false;
            }
        }

        return true;
    }

    private static bool HasLeftToRight(ReadOnlySpan<char> label)
    {
        foreach (var c in label)
        {
            if (char.IsLetter(c) && !RightToLeft.Contains(c))
            {
                return true;
            }
        }

        return false;
    }

    private static SearchValues<char> LettersOf(params ReadOnlySpan<(char First, char Last)> blocks)
    {
        var letters = new List<char>();
        foreach (var (first, last) in blocks)
        {
            letters.AddRange(Enumerable.Range(first, last - first + 1).Select(c => (char)c).Where(char.IsLetter));
        }

        return SearchValues.Create([.. letters]);
    }

    private static bool IsHostName(string host)
    {
        if (host.Length > MaxHostLength)
        {
            return false;
        }

        var labels = 0;
        var last = default(ReadOnlySpan<char>);
        foreach (var range in host.AsSpan().Split('.'))
        {
            last = host.AsSpan(range);
            labels++;
            if (!IsLabel(last))
            {
                return false;
            }
        }

        return labels >= 2 && IsTopLevel(last);
    }

    // Letters and digits in groups joined by one or two hyphens: "a--b" but not "a---b", no hyphen at either end.
    private static bool IsLabel(ReadOnlySpan<char> label)
    {
        if (label.Length is 0 or > MaxLabelLength || label[^1] == '-')
        {
            return false;
        }

        var hyphens = 2;
        foreach (var c in label)
        {
            if (char.IsAsciiLetterOrDigit(c))
            {
                hyphens = 0;
            }
            else if (c != '-' || ++hyphens > 2)
            {
                return false;
            }
        }

        return label[0] != '-';
    }

    private static bool IsTopLevel(ReadOnlySpan<char> label)
    {
        if (label.StartsWith("xn--", StringComparison.OrdinalIgnoreCase))
        {
            return !label[4..].Contains("--", StringComparison.Ordinal);
        }

        if (label.Length < 2)
        {
            return false;
        }

        foreach (var c in label)
        {
            if (!char.IsAsciiLetter(c))
            {
                return false;
            }
        }

        return true;
    }
}
