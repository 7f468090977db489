using Notify.Core.Templates.Typography;

namespace Notify.Core.Templates.Lint;

/// <summary>Sentences that most people do not follow to the end.</summary>
/// <remarks>Plain-language guidance of several governments advises 25 words at most; only far longer ones are warned of.</remarks>
internal static class SentenceRule
{
    private const int MostWords = 40;

    public static void Check(string body, AdviceList advice)
    {
        var start = -1;
        var words = 0;
        var inWord = false;
        for (var i = 0; i <= body.Length; i++)
        {
            var ends = i == body.Length || EndsSentence(body, i);
            if (ends)
            {
                words += inWord ? 1 : 0;
                if (words > MostWords)
                {
                    advice.Add("long-sentence", body, start, i - start, words);
                }

                (start, words, inWord) = (-1, 0, false);
            }
            else if (Characters.IsSpace(body[i]))
            {
                words += inWord ? 1 : 0;
                inWord = false;
            }
            else
            {
                start = start < 0 ? i : start;
                inWord = true;
            }
        }
    }

    // A full stop, question or exclamation mark before white space, their like in other scripts, or an empty line.
    private static bool EndsSentence(string body, int i) => body[i] switch
    {
        '\n' => i + 1 < body.Length && body[i + 1] is '\n' or '*' or '-' or '\u2022' or '#' or '^',
        '.' or '?' or '!' => i + 1 == body.Length || Characters.IsSpace(body[i + 1]),
        '\u3002' or '\u061F' or '\u06D4' => true,
        _ => false,
    };
}
