namespace Notify.Core.Templates.Typography;

/// <summary>Cuts HTML into tags and the text between them, loosely: a tag is an angle bracket up to the next closing one.</summary>
internal ref struct TagReader(ReadOnlySpan<char> text)
{
    private readonly ReadOnlySpan<char> _text = text;
    private int _commentEnd = -1;
    private bool _noTag;

    /// <param name="tagEnd">After the tag that follows the run of text; equal to the result when none does.</param>
    /// <param name="tagIsText">Whether it is a comment with two hyphens inside, which counts as text.</param>
    /// <returns>The end of the run of text that begins at <paramref name="position"/>.</returns>
    public int Next(int position, out int tagEnd, out bool tagIsText)
    {
        tagIsText = false;
        var open = _noTag ? -1 : _text[position..].IndexOf('<');
        if (open < 0)
        {
            tagEnd = _text.Length;
            return _text.Length;
        }

        open += position;
        if (_text[open..].StartsWith("<!--") && CommentEnd(open + 4) is var comment and >= 0)
        {
            tagEnd = comment;
            var inside = _text[(open + 4)..comment].TrimEnd('>');
            tagIsText = Characters.Trim(inside).TrimEnd('-').IndexOf("--") >= 0;
            return open;
        }

        var close = _text[open..].IndexOf('>');
        if (close < 0)
        {
            _noTag = true;
            tagEnd = _text.Length;
            return _text.Length;
        }

        tagEnd = open + close + 1;
        return open;
    }

    // Two hyphens, white space, a closing bracket.
    private int CommentEnd(int position)
    {
        if (_commentEnd == int.MaxValue || _commentEnd >= position + 3)
        {
            return _commentEnd == int.MaxValue ? -1 : _commentEnd;
        }

        while (position < _text.Length && _text[position..].IndexOf("--") is var hyphens and >= 0)
        {
            var end = position + hyphens + 2;
            while (end < _text.Length && Characters.IsSpace(_text[end]))
            {
                end++;
            }

            if (end < _text.Length && _text[end] == '>')
            {
                _commentEnd = end + 1;
                return _commentEnd;
            }

            position += hyphens + 1;
        }

        _commentEnd = int.MaxValue;
        return -1;
    }
}
