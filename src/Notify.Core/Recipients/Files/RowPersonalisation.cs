using Notify.Core.Templates;

namespace Notify.Core.Recipients.Files;

/// <summary>The cells of a row as values for a template.</summary>
public static class RowPersonalisation
{
    /// <param name="values">Under each heading a string, a list of strings and nulls, or null, as in <see cref="RecipientRow.Personalisation"/>.</param>
    public static Personalisation From(IEnumerable<KeyValuePair<string, object?>> values)
    {
        List<KeyValuePair<string, IReadOnlyList<string?>?>>? lists = null;
        var texts = new List<KeyValuePair<string, string?>>();
        foreach (var (heading, value) in values)
        {
            if (value is IReadOnlyList<string?> list)
            {
                (lists ??= []).Add(new(heading, list));
            }
            else
            {
                texts.Add(new(heading, (string?)value));
            }
        }

        return lists is null
            ? Personalisation.FromText(texts)
            : texts.Aggregate(Personalisation.FromLists(lists), (all, text) => all.With(text.Key, text.Value));
    }
}
