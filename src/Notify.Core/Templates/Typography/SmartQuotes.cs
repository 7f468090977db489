using System.Buffers;

namespace Notify.Core.Templates.Typography;

/// <summary>Curls straight quotes over finished HTML or text.</summary>
/// <remarks>The rules and their order are those of SmartyPants with only quotes on: later rules see what earlier ones left, and
/// within one rule a character that was context of a quote is not looked at again. Text inside some elements, links among them, stays straight.</remarks>
internal static class SmartQuotes
{
    private static readonly SearchValues<char> Wanted = SearchValues.Create("'\"\\&");

    private static readonly string[] Skipped = ["pre", "samp", "code", "tt", "kbd", "script", "style", "math", "a"];

    public static void Apply(ReadOnlySpan<char> text, TextBuffer into)
    {
        if (text.IndexOfAny('\'', '"', '\\') < 0 && text.IndexOf("&#8") < 0)
        {
            into.Append(text);
            return;
        }

        var tags = new TagReader(text);
        Stack<int>? skipped = null;
        var previous = '\0';
        var position = 0;
        while (position < text.Length)
        {
            var run = tags.Next(position, out var tagEnd, out var tagIsText);
            if (run > position)
            {
                var part = text[position..run];
                Run(part, previous, skipped is { Count: > 0 }, into);
                previous = part[^1];
            }

            if (tagEnd > run)
            {
                var tag = text[run..tagEnd];
                if (tagIsText)
                {
                    Run(tag, previous, skipped is { Count: > 0 }, into);
                    previous = tag[^1];
                }
                else
                {
                    into.Append(tag);
                    Track(tag, ref skipped);
                }
            }

            position = Math.Max(run, tagEnd);
        }
    }

    private static void Track(ReadOnlySpan<char> tag, ref Stack<int>? skipped)
    {
        var closing = tag.Length > 1 && tag[1] == '/';
        var name = tag[(closing ? 2 : 1)..];
        for (var i = 0; i < Skipped.Length; i++)
        {
            if (!name.StartsWith(Skipped[i], StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            if (!closing)
            {
                (skipped ??= new Stack<int>()).Push(i);
            }
            else if (skipped is { Count: > 0 } && skipped.Peek() == i)
            {
                skipped.Pop();
            }

            return;
        }
    }

    private static void Run(ReadOnlySpan<char> text, char previous, bool skip, TextBuffer into)
    {
        if (skip || text.IndexOfAny(Wanted) < 0)
        {
            into.Append(text);
            return;
        }

        var start = into.Length;
        AppendUnescaped(text, into);
        var run = into.WrittenForChange[start..];
        if (run.Length == 1 && run[0] is '\'' or '"')
        {
            var closes = previous != '\0' && !Characters.IsSpace(previous);
            run[0] = (run[0], closes) switch
            {
                ('\'', true) => '\u2019',
                ('\'', false) => '\u2018',
                (_, true) => '\u201D',
                _ => '\u201C',
            };
        }
        else if (run.IndexOfAny('\'', '"') >= 0)
        {
            QuoteRules.Apply(run);
        }
    }

    // A backslash before a mark makes a numeric entity of it; entities of quotes and dashes become characters.
    private static void AppendUnescaped(ReadOnlySpan<char> text, TextBuffer into)
    {
        while (text.IndexOfAny('\\', '&') is var special and >= 0)
        {
            into.Append(text[..special]);
            text = text[special..];
            var entity = text[0] == '\\' && text.Length > 1 ? Entity(text[1]) : null;
            if (entity is not null)
            {
                into.Append(entity);
                text = text[2..];
            }
            else if (text.StartsWith("&#8") && Decoded(text) is var decoded and not '\0')
            {
                into.Append(decoded);
                text = text[7..];
            }
            else
            {
                into.Append(text[0]);
                text = text[1..];
            }
        }

        into.Append(text);
    }

    private static string? Entity(char c) => c switch
    {
        '\\' => "&#92;",
        '"' => "&#34;",
        '\'' => "&#39;",
        '.' => "&#46;",
        '-' => "&#45;",
        '`' => "&#96;",
        _ => null,
    };

    private static char Decoded(ReadOnlySpan<char> text) => text.Length < 7 ? '\0' : text[..7] switch
    {
        "&#8211;" => '\u2013',
        "&#8212;" => '\u2014',
        "&#8216;" => '\u2018',
        "&#8217;" => '\u2019',
        "&#8220;" => '\u201C',
        "&#8221;" => '\u201D',
        "&#8230;" => '\u2026',
        _ => '\0',
    };
}
