using Notify.Core.Templates.Typography;

namespace Notify.Core.Templates.Placeholders;

/// <summary>A text with its placeholders found, ready to be filled any number of times. Immutable and thread-safe.</summary>
/// <remarks>A placeholder is two opening round brackets, one or more characters none of which is a round bracket, two closing ones.
/// Replacement is one pass: brackets in a value are never read again. Time is linear in the length of template and values.</remarks>
public sealed class PlaceholderText
{
    private readonly string _content;
    private readonly Placeholder[] _placeholders;
    private readonly PlaceholderText? _html;

    private PlaceholderText(string content, bool forHtml)
    {
        _content = content;
        _placeholders = [.. Find(content)];
        if (forHtml)
        {
            var escaped = HtmlText.Escape(content);
            _html = ReferenceEquals(escaped, content) ? null : new PlaceholderText(escaped, forHtml: false);
        }
    }

    /// <summary>The text as the author typed it.</summary>
    public string Content => _content;

    /// <summary>Every occurrence, in order.</summary>
    public IReadOnlyList<Placeholder> Placeholders => _placeholders;

    public static PlaceholderText Parse(string content) => new(Surrogates.Mend(content), forHtml: true);

    /// <returns>The text with what has a value replaced and the rest shown as <paramref name="options"/> say.</returns>
    public string Fill(Personalisation personalisation, FillOptions options)
    {
        using var filled = TextBuffer.Rent();
        Fill(personalisation, options, filled);
        return filled.ToString();
    }

    /// <returns>The names of <paramref name="texts"/> in their first spelling, without those that come again in another.</returns>
    internal static IReadOnlyList<string> Names(params ReadOnlySpan<PlaceholderText> texts)
    {
        var names = new List<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var text in texts)
        {
            foreach (var placeholder in text._placeholders)
            {
                if (seen.Add(placeholder.Key))
                {
                    names.Add(placeholder.Name);
                }
            }
        }

        return names;
    }

    /// <returns>The text with every placeholder taken out.</returns>
    internal string WithoutPlaceholders()
    {
        using var kept = TextBuffer.Rent();
        var position = 0;
        foreach (var placeholder in _placeholders)
        {
            kept.Append(_content.AsSpan(position, placeholder.Start - position));
            position = placeholder.Start + placeholder.Length;
        }

        kept.Append(_content.AsSpan(position));
        return kept.ToString();
    }

    internal void Fill(Personalisation personalisation, FillOptions options, TextBuffer into)
    {
        if (options.Html && _html is not null)
        {
            _html.FillOwn(personalisation, options, into);
        }
        else
        {
            FillOwn(personalisation, options, into);
        }
    }

    private void FillOwn(Personalisation personalisation, FillOptions options, TextBuffer into)
    {
        var position = 0;
        foreach (var placeholder in _placeholders)
        {
            into.Append(_content.AsSpan(position, placeholder.Start - position));
            position = placeholder.Start + placeholder.Length;
            if (!personalisation.TryFind(placeholder.Key, options.Html, out var value))
            {
                if (placeholder.ConditionalText is null || !options.DropsConditionals)
                {
                    Gap.Append(placeholder, options, into);
                }
            }
            else if (placeholder.ConditionalText is null)
            {
                ValueWriter.Append(value, options, into);
            }
            else if (ValueWriter.IsTrue(value, options.ListsAsBullets))
            {
                into.Append(placeholder.ConditionalText);
            }
        }

        into.Append(_content.AsSpan(position));
    }

    private static IEnumerable<Placeholder> Find(string content)
    {
        var position = content.IndexOf("((", StringComparison.Ordinal);
        while (position >= 0)
        {
            var name = position + 2;
            var bracket = content.AsSpan(name).IndexOfAny('(', ')');
            if (bracket < 0)
            {
                yield break;
            }

            var end = name + bracket;
            if (bracket > 0 && content[end] == ')' && end + 1 < content.Length && content[end + 1] == ')')
            {
                yield return Read(content, position, end + 2);
                position = Next(content, end + 2);
            }
            else
            {
                // The bracket found, or the second opening one, may begin the real pair.
                position = Next(content, bracket == 0 ? position + 1 : end);
            }
        }
    }

    private static int Next(string content, int from) => from >= content.Length ? -1 : content.IndexOf("((", from, StringComparison.Ordinal);

    private static Placeholder Read(string content, int start, int end)
    {
        var body = content.AsSpan(start + 2, end - start - 4);
        var mark = body.IndexOf("??");
        return mark < 0
            ? new Placeholder(body.ToString(), null, start, end - start)
            : new Placeholder(body[..mark].ToString(), body[(mark + 2)..].ToString(), start, end - start);
    }
}
