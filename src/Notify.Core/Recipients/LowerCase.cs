using System.Text;

namespace Notify.Core.Recipients;

/// <summary>Lower case by Unicode's full mapping, without a language's own rules: what names and addresses are compared by.</summary>
internal static class LowerCase
{
    /// <remarks>The platform's invariant mapping is one character to one; two letters need more: <c>İ</c> becomes two, and <c>Σ</c>
    /// at the end of a word becomes <c>ς</c> (Unicode SpecialCasing).</remarks>
    public static string Of(string text) =>
        text.AsSpan().ContainsAny('İ', 'Σ') ? Special(text) : text.ToLowerInvariant();

    private static string Special(string text)
    {
        var result = new StringBuilder(text.Length + 4);
        for (var i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case 'İ':
                    result.Append("i\u0307");
                    break;
                case 'Σ':
                    result.Append(i > 0 && char.IsLetter(text[i - 1]) && !(i + 1 < text.Length && char.IsLetter(text[i + 1])) ? 'ς' : 'σ');
                    break;
                default:
                    result.Append(text[i]);
                    break;
            }
        }

        return result.ToString().ToLowerInvariant();
    }
}
