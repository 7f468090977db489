using System.Buffers;

namespace Notify.Core.Templates.Markup;

/// <summary>A stretch of text that is being split into blocks, with what has been found out about it on the way.</summary>
internal struct BlockReader(int start, int end)
{
    private static readonly SearchValues<char> BracketOrCaret = SearchValues.Create("]^");
    private static readonly SearchValues<char> Bracket = SearchValues.Create("]");

    private Fences? _fences;
    private RawHtml? _html;
    private NextIndex _keyEnd = new(BracketOrCaret);
    private NextIndex _bracket = new(Bracket);

    public int Position { get; set; } = start;

    public int End { get; } = end;

    public Fences Fences(ReadOnlySpan<char> text) => _fences ??= new Fences(text, Position);

    public RawHtml Html(ReadOnlySpan<char> text) => _html ??= new RawHtml(text, Position);

    /// <returns>The next <c>]</c> or <c>^</c>.</returns>
    public int NextKeyEnd(ReadOnlySpan<char> text, int position) => _keyEnd.From(text, position);

    /// <returns>The next <c>]</c>.</returns>
    public int NextBracket(ReadOnlySpan<char> text, int position) => _bracket.From(text, position);
}
