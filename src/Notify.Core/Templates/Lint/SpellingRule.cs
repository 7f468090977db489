using Notify.Core.Templates.Placeholders;

namespace Notify.Core.Templates.Lint;

/// <summary>Placeholders that are one to the product and look like two to people.</summary>
internal static class SpellingRule
{
    public static void Check(AdviceList advice, params ReadOnlySpan<(TemplatePart Part, string Text)> parts)
    {
        var firstNames = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (part, text) in parts)
        {
            advice.Part = part;
            foreach (var placeholder in PlaceholderText.Parse(text).Placeholders)
            {
                if (!firstNames.TryAdd(placeholder.Key, placeholder.Name) && firstNames[placeholder.Key] != placeholder.Name)
                {
                    advice.Add("placeholder-spelling", text, placeholder.Start, placeholder.Length, firstNames[placeholder.Key]);
                }
            }
        }
    }
}
