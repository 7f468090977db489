using System.Globalization;
using System.Text;

namespace Notify.Core.Templates.Placeholders;

/// <summary>A string in Python's quotes, as it shows inside a printed list or object.</summary>
internal static class PythonString
{
    public static void Quote(string text, StringBuilder into)
    {
        var quote = text.Contains('\'') && !text.Contains('"') ? '"' : '\'';
        into.Append(quote);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == quote || c == '\\')
            {
                into.Append('\\').Append(c);
            }
            else if (c is >= ' ' and < '\u007F')
            {
                into.Append(c);
            }
            else if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                var rune = new Rune(c, text[++i]);
                Append(rune.Value, Rune.GetUnicodeCategory(rune), into);
            }
            else
            {
                Append(c, char.GetUnicodeCategory(c), into);
            }
        }

        into.Append(quote);
    }

    private static void Append(int codePoint, UnicodeCategory category, StringBuilder into)
    {
        var printable = category is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or
            UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator);
        _ = (codePoint, printable) switch
        {
            ('\n', _) => into.Append("\\n"),
            ('\r', _) => into.Append("\\r"),
            ('\t', _) => into.Append("\\t"),
            (_, true) => into.Append(char.ConvertFromUtf32(codePoint)),
            ( <= 0xFF, _) => into.Append(CultureInfo.InvariantCulture, $"\\x{codePoint:x2}"),
            ( <= 0xFFFF, _) => into.Append(CultureInfo.InvariantCulture, $"\\u{codePoint:x4}"),
            _ => into.Append(CultureInfo.InvariantCulture, $"\\U{codePoint:x8}"),
        };
    }
}
