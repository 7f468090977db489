using Notify.Core.Templates.Placeholders;
using Notify.Core.Templates.Typography;

namespace Notify.Core.Templates.Markup;

/// <summary>A parsed body: its text, the steps through it and what its links lead to. Lent by <see cref="Parse"/>, given back by <see cref="Dispose"/>.</summary>
/// <remarks>Parts of lists and quotes are parsed from copies without their marks; the copies stand behind the text itself, so
/// that every step is an offset into one buffer. Lists and quotes nest to six levels each, deeper ones are text.</remarks>
internal sealed class MarkupDocument : IDisposable
{
    private const int LongestKey = 255;

    [ThreadStatic]
    private static MarkupDocument? _free;

    private readonly BlockWalker _walker;
    private readonly BlockParser _blocks;
    private readonly Dictionary<string, int> _footnoteNumbers = new(StringComparer.Ordinal);
    private TextBuffer? _text;

    private MarkupDocument()
    {
        _walker = new BlockWalker(this, new InlineParser(this));
        _blocks = new BlockParser(this);
    }

    public TextBuffer Text => _text!;

    /// <summary>The blocks, in reading order; all of them are found before the text in any is read.</summary>
    public List<BlockToken> Blocks { get; } = [];

    public List<MarkupToken> Tokens { get; } = [];

    public List<LinkTarget> Targets { get; } = [];

    public Dictionary<string, LinkTarget> Definitions { get; } = new(StringComparer.Ordinal);

    /// <summary>The footnotes in order of definition.</summary>
    public List<Footnote> Footnotes { get; } = [];

    /// <param name="source">What <see cref="MarkupSource.Prepare"/> made.</param>
    public static MarkupDocument Parse(ReadOnlySpan<char> source)
    {
        var document = _free ?? new MarkupDocument();
        _free = null;
        document._text = TextBuffer.Rent();
        document.Text.Append(source);
        document._blocks.Parse(0, source.Length);
        document._walker.Walk();
        return document;
    }

    public void Dispose()
    {
        _text?.Dispose();
        _text = null;
        Blocks.Clear();
        Tokens.Clear();
        Targets.Clear();
        Definitions.Clear();
        Footnotes.Clear();
        _footnoteNumbers.Clear();
        if (Blocks.Capacity + Tokens.Capacity < 4096)
        {
            _free = this;
        }
    }

    /// <summary>The form in which keys of links and footnotes are compared; null when longer than any key that is kept.</summary>
    public static string? Key(ReadOnlySpan<char> text)
    {
        if (text.Length > LongestKey)
        {
            return null;
        }

        using var key = TextBuffer.Rent();
        var space = false;
        foreach (var c in text)
        {
            if (!Characters.IsSpace(c))
            {
                key.Append(c);
            }
            else if (!space)
            {
                key.Append(' ');
            }

            space = Characters.IsSpace(c);
        }

        return PlaceholderKey.Lower(key.ToString());
    }

    /// <returns>The number of the footnote of that key; -1 when there is none.</returns>
    public int FindFootnote(string key) => _footnoteNumbers.GetValueOrDefault(key, -1);

    /// <summary>Keeps the first footnote of each key.</summary>
    public bool TryAddFootnote(string key)
    {
        if (!_footnoteNumbers.TryAdd(key, Footnotes.Count))
        {
            return false;
        }

        Footnotes.Add(new Footnote());
        return true;
    }
}

/// <summary>A footnote that the body defines.</summary>
internal sealed class Footnote
{
    /// <summary>Its place among the footnotes that are referred to, from 1; 0 while nothing refers to it.</summary>
    public int Order { get; set; }

    /// <summary>The first step of what it says, and the step after its last.</summary>
    public (int From, int To) Steps { get; set; }
}
