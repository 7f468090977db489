using Notify.Core.Templates.Typography;

namespace Notify.Core.Templates.Markup;

/// <summary>Writes a body as the line that mail programs show beside the subject: no rules, no underlines, links with their title but without their address.</summary>
internal sealed class PreheaderWriter : PlainTextWriter
{
    // Far more than the 256 characters that are kept, so that white space and runs that typography looks at have room.
    protected override int Enough => 16 * 1024;

    protected override void Url(ReadOnlySpan<char> address, TextBuffer into) => into.Append(address);

    protected override void LinkEnd(MarkupDocument document, LinkTarget target, bool isEmpty, TextBuffer into) => AppendTitle(document, target, into);

    protected override void HeadingStart(int level, TextBuffer into) => ParagraphStart(into);

    protected override void HeadingEnd(int level, TextBuffer into)
    {
    }

    protected override void Rule(TextBuffer into)
    {
    }
}
