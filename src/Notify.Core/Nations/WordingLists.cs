namespace Notify.Core.Nations;

/// <summary>Lists in running text: ‘a’, ‘b’ and ‘c’.</summary>
public static class WordingLists
{
    /// <param name="items">Put in quotation marks as the language has them.</param>
    public static string QuotedList(this Wording wording, string language, IReadOnlyList<string> items)
    {
        if (items.Count == 0)
        {
            return "";
        }

        var quoted = items.Select(item => wording.Text(language, "list.quoted", ("item", item))).ToList();
        var text = quoted[0];
        for (var i = 1; i < quoted.Count; i++)
        {
            var key = quoted.Count == 2 ? "list.pair" : i == quoted.Count - 1 ? "list.end" : "list.middle";
            text = wording.Text(language, key, ("before", text), ("after", quoted[i]));
        }

        return text;
    }
}
