using System.Buffers;

namespace Notify.Core.Templates.Typography;

/// <summary>Moves text in and out of HTML the way the original does.</summary>
internal static class HtmlText
{
    private const int LongestName = 32;

    private static readonly SearchValues<char> Special = SearchValues.Create("&<>");

    /// <summary>Makes text safe inside HTML: entities that end in a semicolon are decoded, then <c>&amp; &lt; &gt;</c> are escaped.</summary>
    /// <remarks>Quotes stay, so the result may stand between tags but not in an attribute. <c>&amp;nbsp;</c> and <c>&amp;amp;</c>
    /// written exactly so are kept.</remarks>
    /// <returns>The same instance when there was nothing to do.</returns>
    public static string Escape(string text)
    {
        if (text.AsSpan().IndexOfAny(Special) < 0)
        {
            return text;
        }

        using var escaped = TextBuffer.Rent();
        Escape(text, escaped);
        return escaped.ToString();
    }

    /// <inheritdoc cref="Escape(string)"/>
    public static void Escape(ReadOnlySpan<char> text, TextBuffer into)
    {
        while (true)
        {
            var special = text.IndexOfAny(Special);
            if (special < 0)
            {
                into.Append(text);
                return;
            }

            into.Append(text[..special]);
            text = text[special..];
            var kept = text.StartsWith("&nbsp;") ? 6 : text.StartsWith("&amp;") ? 5 : 0;
            if (kept > 0)
            {
                into.Append(text[..kept]);
                text = text[kept..];
            }
            else if (text[0] == '&' && TryDecode(text, strict: true, out var decoded, out var used))
            {
                EscapePlain(decoded, into);
                text = text[used..];
            }
            else
            {
                EscapePlain(text[..1], into);
                text = text[1..];
            }
        }
    }

    /// <summary>Decodes every entity, those without a semicolon included.</summary>
    public static void Unescape(ReadOnlySpan<char> text, TextBuffer into) => Unescape(text, strict: false, into);

    /// <summary>Decodes the entities that end in a semicolon.</summary>
    public static void UnescapeStrict(ReadOnlySpan<char> text, TextBuffer into) => Unescape(text, strict: true, into);

    /// <summary>Escapes <c>&amp; &lt; &gt;</c> and nothing else, without decoding first.</summary>
    public static void EscapePlain(ReadOnlySpan<char> text, TextBuffer into)
    {
        foreach (var c in text)
        {
            switch (c)
            {
                case '&':
                    into.Append("&amp;");
                    break;
                case '<':
                    into.Append("&lt;");
                    break;
                case '>':
                    into.Append("&gt;");
                    break;
                default:
                    into.Append(c);
                    break;
            }
        }
    }

    private static void Unescape(ReadOnlySpan<char> text, bool strict, TextBuffer into)
    {
        while (true)
        {
            var ampersand = text.IndexOf('&');
            if (ampersand < 0)
            {
                into.Append(text);
                return;
            }

            into.Append(text[..ampersand]);
            text = text[ampersand..];
            if (TryDecode(text, strict, out var decoded, out var used))
            {
                into.Append(decoded);
                text = text[used..];
            }
            else
            {
                into.Append('&');
                text = text[1..];
            }
        }
    }

    private static bool TryDecode(ReadOnlySpan<char> text, bool strict, out string decoded, out int used)
    {
        decoded = "";
        used = 0;
        return text.Length > 1 && text[1] == '#'
            ? TryDecodeNumber(text, strict, ref decoded, ref used)
            : TryDecodeName(text, strict, ref decoded, ref used);
    }

    private static bool TryDecodeNumber(ReadOnlySpan<char> text, bool strict, ref string decoded, ref int used)
    {
        var hexadecimal = text.Length > 2 && text[2] is 'x' or 'X';
        var start = hexadecimal ? 3 : 2;
        var end = start;
        while (end < text.Length && (hexadecimal ? char.IsAsciiHexDigit(text[end]) : char.IsAsciiDigit(text[end])))
        {
            end++;
        }

        var closed = end < text.Length && text[end] == ';';
        if (end == start || (strict && !closed))
        {
            return false;
        }

        decoded = HtmlEntities.Numeric(text[start..end], hexadecimal);
        used = closed ? end + 1 : end;
        return true;
    }

    private static bool TryDecodeName(ReadOnlySpan<char> text, bool strict, ref string decoded, ref int used)
    {
        var end = 1;
        while (end < text.Length && end <= LongestName && text[end] is not ('\t' or '\n' or '\f' or ' ' or '<' or '&' or '#' or ';'))
        {
            end++;
        }

        var closed = end < text.Length && text[end] == ';';
        if (end == 1 || (strict && !closed))
        {
            return false;
        }

        var name = text[1..(closed ? end + 1 : end)];
        if (HtmlEntities.TryGet(name, out decoded))
        {
            used = 1 + name.Length;
            return true;
        }

        var known = HtmlEntities.LongestPrefix(name, out decoded);
        used = 1 + known;
        return known > 0;
    }
}
