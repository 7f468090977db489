namespace Notify.Core.Recipients.Files;

/// <summary>How headings and placeholders are compared: without spaces, hyphens and underscores, in lower case.</summary>
public static class ColumnKey
{
    public static string Of(string heading) => LowerCase.Of(heading
        .Replace(" ", "", StringComparison.Ordinal)
        .Replace("_", "", StringComparison.Ordinal)
        .Replace("-", "", StringComparison.Ordinal));
}
