using Notify.Core.Templates.Typography;

namespace Notify.Core.Templates.Placeholders;

/// <summary>Prints a value into a message.</summary>
internal static class ValueWriter
{
    private static readonly string[] TrueWords = ["yes", "y", "true", "t", "1", "include", "show"];

    public static void Append(PersonalisationValue value, FillOptions options, TextBuffer into)
    {
        switch (value)
        {
            case PersonalisationValue.Text text:
                AppendText(text.Value, options.Html, into);
                break;
            case PersonalisationValue.File file:
                AppendText(file.Object.Print(), options.Html, into);
                break;
            case PersonalisationValue.List { Items.Count: > 0 } list when options.ListsAsBullets:
                into.Append('\n');
                foreach (var item in list.Items)
                {
                    into.Append("\n* ");
                    AppendText(item, options.Html, into);
                }

                break;
            case PersonalisationValue.List list:
                for (var i = 0; i < list.Items.Count; i++)
                {
                    into.Append(i == 0 ? "" : i == list.Items.Count - 1 ? options.Wording.ListLast : options.Wording.ListSeparator);
                    AppendText(list.Items[i], options.Html, into);
                }

                break;
        }
    }

    /// <returns>Whether a conditional shows its text. A list of one counts as its item unless it has become a bullet.</returns>
    public static bool IsTrue(PersonalisationValue value, bool listsAsBullets) => value switch
    {
        PersonalisationValue.Text text => IsTrue(text.Value),
        PersonalisationValue.List { Items: [var only] } => !listsAsBullets && IsTrue(only),
        _ => false,
    };

    private static bool IsTrue(string text) => text.Length <= 7 && TrueWords.Contains(text, StringComparer.OrdinalIgnoreCase);

    private static void AppendText(string text, bool html, TextBuffer into)
    {
        if (html)
        {
            HtmlText.Escape(text, into);
        }
        else
        {
            into.Append(text);
        }
    }
}
