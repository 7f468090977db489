using System.Buffers;

namespace Notify.Core.Templates.Markup;

/// <summary>Finds the next of some characters and remembers the answer, so that asking from many places costs one pass over the text.</summary>
/// <remarks>Callers mostly move forward; each answer holds for every position between the question and the character found.</remarks>
internal struct NextIndex(SearchValues<char> wanted)
{
    private int _from = -1;
    private int _found = -1;

    /// <returns>The offset of the first at or after <paramref name="position"/>; the length of the text when there is none.</returns>
    public int From(ReadOnlySpan<char> text, int position)
    {
        if (_from < 0 || position < _from || position > _found)
        {
            var found = position >= text.Length ? -1 : text[position..].IndexOfAny(wanted);
            _found = found < 0 ? Math.Max(position, text.Length) : position + found;
            _from = position;
        }

        return _found;
    }
}

/// <summary>As <see cref="NextIndex"/> for one character and questions in descending order.</summary>
internal struct PreviousIndex(char wanted)
{
    private int _asked = int.MaxValue;
    private int _found = int.MaxValue;

    /// <returns>The offset of the first at or after <paramref name="position"/>; a larger number than any offset when there is none.</returns>
    public int From(ReadOnlySpan<char> text, int position)
    {
        var end = Math.Min(_asked, text.Length);
        var found = text[position..end].IndexOf(wanted);
        _found = found < 0 ? _found : position + found;
        _asked = position;
        return _found;
    }
}
