namespace Notify.Core.Templates.Lint;

/// <summary>Images, which no e-mail shows, and links that anyone on the way can read or change.</summary>
internal static class LinkRules
{
    public static void Check(string body, AdviceList advice)
    {
        InsecureLinkRule.Check(body, advice);
        var position = 0;
        while (position < body.Length && body.IndexOf("![", position, StringComparison.Ordinal) is var open and >= 0)
        {
            var close = body.AsSpan(open + 2).IndexOfAny(']', '\n');
            if (close < 0)
            {
                // Nothing after this closes an image either; looking again from each "![" would take quadratic time.
                return;
            }

            if (body.AsSpan(open + 2 + close).StartsWith("]("))
            {
                advice.Add("image", body, open, close + 3);
            }

            position = open + 2 + close;
        }
    }
}

/// <summary>Links to <c>http://</c>.</summary>
internal static class InsecureLinkRule
{
    public static void Check(string body, AdviceList advice)
    {
        var position = 0;
        while (position < body.Length && body.IndexOf("http://", position, StringComparison.OrdinalIgnoreCase) is var start and >= 0)
        {
            var end = start + 7;
            while (end < body.Length && !Typography.Characters.IsSpace(body[end]) && body[end] is not (')' or '<'))
            {
                end++;
            }

            advice.Add("insecure-link", body, start, end - start);
            position = end;
        }
    }
}
