using System.Buffers;
using Notify.Core.Templates.Typography;

namespace Notify.Core.Templates.Markup;

/// <summary>Keeps addresses in plain text as they are while typography and decoding go over the whole.</summary>
/// <remarks>The characters those steps look for are written as non-characters of Unicode, which are dropped from messages beforehand, and put back
/// at the end. The original curls quotes in addresses and decodes <c>&amp;copy=2</c> in them.</remarks>
internal static class Sealed
{
    private const string Open = "'\"\\&<>\u2018\u2019";

    /// <summary>What stands for the characters while sealed, in their order.</summary>
    public const string Seals = "\uFDD0\uFDD1\uFDD2\uFDD3\uFDD4\uFDD5\uFDD6\uFDD7";

    private const char FirstSeal = '\uFDD0';

    private static readonly SearchValues<char> Opened = SearchValues.Create(Open);

    /// <summary>Decodes entities that end in a semicolon, as the HTML of the same message does, and seals the result.</summary>
    public static void Append(ReadOnlySpan<char> address, TextBuffer into)
    {
        var start = into.Length;
        HtmlText.UnescapeStrict(address, into);
        var written = into.WrittenForChange[start..];
        while (written.IndexOfAny(Opened) is var next and >= 0)
        {
            written[next] = (char)(FirstSeal + Open.IndexOf(written[next], StringComparison.Ordinal));
            written = written[(next + 1)..];
        }
    }

    /// <summary>Puts back what <see cref="Append"/> sealed.</summary>
    public static void Break(Span<char> text)
    {
        while (text.IndexOfAnyInRange(FirstSeal, (char)(FirstSeal + Open.Length - 1)) is var next and >= 0)
        {
            text[next] = Open[text[next] - FirstSeal];
            text = text[(next + 1)..];
        }
    }
}
