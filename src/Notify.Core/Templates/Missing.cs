namespace Notify.Core.Templates;

/// <summary>Finds what a personalisation lacks.</summary>
internal static class Missing
{
    public static IReadOnlyList<string> From(IReadOnlyList<string> placeholders, Personalisation personalisation)
    {
        List<string>? missing = null;
        for (var i = 0; i < placeholders.Count; i++)
        {
            if (!personalisation.Has(placeholders[i]))
            {
                (missing ??= []).Add(placeholders[i]);
            }
        }

        return missing is null ? [] : missing;
    }
}
