namespace Notify.Core.Templates;

/// <summary>The name that programs use for a template: the same in every environment, while ids differ.</summary>
public static class StableName
{
    public const int MaxLength = 100;

    /// <summary>The rule in words, for messages.</summary>
    public const string Rule = "lower-case letters, digits and single hyphens between them, at most 100, such as appointment-reminder";

    public static bool IsValid(string? name) =>
        name is { Length: > 0 and <= MaxLength }
        && name[0] != '-'
        && name[^1] != '-'
        && !name.Contains("--", StringComparison.Ordinal)
        && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');
}
