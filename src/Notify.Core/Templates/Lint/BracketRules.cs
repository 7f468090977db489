namespace Notify.Core.Templates.Lint;

/// <summary>Double brackets that do not make what they seem to.</summary>
internal static class BracketRules
{
    public static void Check(string text, AdviceList advice)
    {
        var position = 0;
        while (position < text.Length && text.IndexOf("((", position, StringComparison.Ordinal) is var open and >= 0)
        {
            var bracket = text.AsSpan(open + 2).IndexOfAny('(', ')');
            if (bracket < 0)
            {
                return;
            }

            var end = open + 2 + bracket;
            if (bracket > 0 && text[end] == '(' && text.AsSpan(open + 2, bracket).IndexOf("??") >= 0)
            {
                // Round brackets inside a conditional: the whole is sent as typed.
                advice.Add("brackets-in-conditional", text, open, end - open + 1);
            }
            else if (bracket > 0 && text[end] == ')' && open > 0 && text[open - 1] == ']' && end + 1 < text.Length && text[end + 1] == ')')
            {
                // The link's own round brackets are missing: [text](((link))) is meant.
                var start = text.LastIndexOf('[', open - 1, Math.Min(open, 200));
                advice.Add("placeholder-is-no-link", text, start < 0 ? open : start, end + 2 - (start < 0 ? open : start));
            }

            position = bracket == 0 ? open + 1 : end;
        }
    }
}
