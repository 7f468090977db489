using System.Globalization;
using Notify.Core.Templates.Typography;

namespace Notify.Core.Templates.Markup;

/// <summary>Writes a body as text: headings underlined, links with their address after them.</summary>
internal class PlainTextWriter : MarkupWriter
{
    private const int Width = 65;

    private static readonly string Equals65 = new('=', Width);
    private static readonly string Hyphens65 = new('-', Width);
    private static readonly string Rule65 = string.Concat(Enumerable.Repeat("=-", Width / 2)) + "=";

    // The next number of each list that is open; 0 in lists that have bullets.
    private readonly Stack<int> _numbers = new();

    protected override void Begin() => _numbers.Clear();

    protected override void Url(ReadOnlySpan<char> address, TextBuffer into) => Sealed.Append(address, into);

    protected override void LineBreak(TextBuffer into) => into.Append('\n');

    protected override void LinkStart(MarkupDocument document, LinkTarget target, TextBuffer into)
    {
    }

    protected override void LinkEnd(MarkupDocument document, LinkTarget target, bool isEmpty, TextBuffer into)
    {
        AppendTitle(document, target, into);
        into.Append(": ");
        Sealed.Append(document.Text.Slice(target.Start, target.Length), into);
    }

    protected override void ParagraphStart(TextBuffer into) => into.Append("\n\n");

    protected override void ParagraphEnd(TextBuffer into)
    {
    }

    protected override void HeadingStart(int level, TextBuffer into) => into.Append("\n\n\n");

    protected override void HeadingEnd(int level, TextBuffer into)
    {
        into.Append('\n');
        into.Append(level == 1 ? Equals65 : Hyphens65);
    }

    protected override void Rule(TextBuffer into)
    {
        into.Append("\n\n");
        into.Append(Rule65);
    }

    protected override void QuoteStart(TextBuffer into)
    {
    }

    protected override void QuoteEnd(TextBuffer into)
    {
    }

    protected override void ListStart(bool ordered, TextBuffer into)
    {
        _numbers.Push(ordered ? 1 : 0);
        into.Append('\n');
    }

    protected override void ListEnd(TextBuffer into) => _numbers.Pop();

    protected override void ItemStart(TextBuffer into)
    {
        var number = _numbers.Pop();
        if (number == 0)
        {
            into.Append("\n\u2022 ");
        }
        else
        {
            into.Append('\n');
            number.TryFormat(into.Reserve(11), out var written, provider: CultureInfo.InvariantCulture);
            into.Advance(written);
            into.Append(". ");
        }

        _numbers.Push(number == 0 ? 0 : number + 1);
    }

    protected override void ItemEnd(TextBuffer into)
    {
    }

    protected static void AppendTitle(MarkupDocument document, LinkTarget target, TextBuffer into)
    {
        if (target.TitleLength > 0)
        {
            into.Append(" (");
            into.Append(document.Text.Slice(target.TitleStart, target.TitleLength));
            into.Append(')');
        }
    }
}
