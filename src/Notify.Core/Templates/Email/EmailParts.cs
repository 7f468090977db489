using Notify.Core.Templates.Markup;
using Notify.Core.Templates.Typography;

namespace Notify.Core.Templates.Email;

/// <summary>Turns a parsed body into the parts of an e-mail.</summary>
internal sealed class EmailParts
{
    private const int PreheaderLength = 256;

    // HTML with its looks is about four times as long as the text it shows.
    private const int UsualGrowth = 4;

    [ThreadStatic]
    private static EmailParts? _own;

    private readonly HtmlWriter _html = new();
    private readonly PlainTextWriter _plain = new();
    private readonly PreheaderWriter _preheader = new();

    private EmailParts()
    {
    }

    /// <summary>The one of this thread: writers keep stacks that are worth using again.</summary>
    public static EmailParts OfThread => _own ??= new EmailParts();

    public static MarkupDocument Parse(ReadOnlySpan<char> filled, TemplateWording wording)
    {
        using var unlinked = TextBuffer.Rent();
        using var other = TextBuffer.Rent();
        using var prepared = TextBuffer.Rent();
        var (into, spare) = (unlinked, other);
        var text = filled;
        foreach (var name in wording.UnlinkedNames)
        {
            into.Clear();
            into.Reserve(filled.Length);
            MarkupSource.Unlink(text, name, into);
            text = into.Written;
            (into, spare) = (spare, into);
        }

        prepared.Reserve(text.Length);
        MarkupSource.Prepare(text, prepared);
        return MarkupDocument.Parse(prepared.Written);
    }

    public string Html(MarkupDocument document, TextDirection direction)
    {
        _html.Mirrored = direction == TextDirection.RightToLeft;
        using var written = TextBuffer.Rent();
        using var typeset = TextBuffer.Rent();
        written.Reserve(document.Text.Length * UsualGrowth);
        _html.Write(document, written);
        Typesetting.Apply(written.Written, typeset);
        return typeset.ToString();
    }

    public string PlainText(MarkupDocument document)
    {
        using var written = TextBuffer.Rent();
        using var typeset = TextBuffer.Rent();
        using var decoded = TextBuffer.Rent();
        written.Reserve(document.Text.Length);
        _plain.Write(document, written);
        Typesetting.Apply(written.Written, typeset);
        decoded.Reserve(typeset.Length);
        HtmlText.Unescape(typeset.Written, decoded);
        Sealed.Break(decoded.WrittenForChange);
        decoded.Append('\n');

        var text = decoded.Written;
        var start = 0;
        while (start < text.Length - 1 && Characters.IsSpace(text[start]))
        {
            start++;
        }

        return text[start..].ToString();
    }

    public string Preheader(MarkupDocument document)
    {
        using var written = TextBuffer.Rent();
        using var typeset = TextBuffer.Rent();
        using var joined = TextBuffer.Rent();
        _preheader.Write(document, written);
        Typesetting.Apply(written.Written, typeset);
        JoinWords(typeset.Written, joined);
        return Cut(joined.Written).ToString();
    }

    private static void JoinWords(ReadOnlySpan<char> text, TextBuffer into)
    {
        var pending = false;
        foreach (var c in text)
        {
            if (Characters.IsSpace(c))
            {
                pending = into.Length > 0;
                continue;
            }

            if (pending)
            {
                into.Append(' ');
                pending = false;
            }

            into.Append(c);
        }
    }

    // Counts code points and, unlike the original, does not cut an entity in two. A tag is that of a gap, which is never
    // sent; the envelope mends it for previews.
    private static ReadOnlySpan<char> Cut(ReadOnlySpan<char> text)
    {
        var count = 0;
        var end = 0;
        while (end < text.Length && count < PreheaderLength)
        {
            end += Characters.WidthAt(text, end);
            count++;
        }

        if (end == text.Length)
        {
            return text;
        }

        var kept = text[..end];
        var open = kept.LastIndexOf('&');
        if (open >= 0 && kept[open..].IndexOf(';') < 0)
        {
            kept = kept[..open];
        }

        return Characters.Trim(kept);
    }
}
