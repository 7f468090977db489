using Notify.Core.Templates.Markup;

namespace Notify.Core.Templates.Lint;

/// <summary>Lines that become a list, a heading or nothing at all without their author's meaning it.</summary>
internal static class LineRules
{
    public static void Check(string body, AdviceList advice)
    {
        var position = 0;
        var startsBlock = true;
        var inList = false;
        while (position < body.Length)
        {
            var end = Lines.End(body, position);
            var first = Lines.SkipSpaces(body, position);
            var isBlank = first >= end || body.AsSpan(first, end - first).Trim().IsEmpty;
            if (isBlank)
            {
                startsBlock = true;
            }
            else if ((startsBlock || inList) && Lines.Marker(body, first) is var marker and >= 0 && marker < end && Lines.Rule(body.AsSpan(0, end), first) < 0)
            {
                WarnOfList(body, first, marker, end, advice);
                inList = true;
                startsBlock = false;
            }
            else
            {
                CheckTable(body, position, end, startsBlock, advice);
                CheckUnderline(body, first, end, advice);
                inList &= !startsBlock;
                startsBlock = false;
            }

            position = end + 1;
        }
    }

    private static void WarnOfList(string body, int first, int marker, int end, AdviceList advice)
    {
        if (body[marker] != ' ' && body[marker] != '\t' && !body.AsSpan(marker, end - marker).Trim().IsEmpty)
        {
            advice.Add("accidental-list", body, first, end - first);
        }
    }

    private static void CheckTable(string body, int position, int end, bool startsBlock, AdviceList advice)
    {
        if (startsBlock && body.AsSpan(position, end - position).Contains('|')
            && Math.Max(Tables.WithoutBars(body, position), Tables.WithBars(body, position)) is var tableEnd and > 0)
        {
            advice.Add("table", body, position, Math.Min(tableEnd, body.Length) - position);
        }
    }

    // A line of text with only hyphens or equals signs below it.
    private static void CheckUnderline(string body, int first, int end, AdviceList advice)
    {
        if (end < body.Length && Lines.Underline(body, end + 1, out _, out _) && Lines.Rule(body.AsSpan(0, end), first) < 0)
        {
            advice.Add("accidental-heading", body, first, end - first);
        }
    }
}
