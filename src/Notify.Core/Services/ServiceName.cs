using Notify.Core.Recipients;

namespace Notify.Core.Services;

/// <summary>The name of a service: recipients see it, and the sending address is made from it.</summary>
public static class ServiceName
{
    /// <summary>The rule in words, for messages.</summary>
    public const string Rule = "The name of a service is one line of at most 255 characters with a letter or digit in it";

    public static bool IsValid(string name) =>
        name.Length is > 0 and <= 255 && !name.Any(IsInvisible) && SenderLocalPart.FromName(name).Length > 0;

    /// <summary>Also what turns the direction of writing: a name must not show as another in a list of mails.</summary>
    private static bool IsInvisible(char c) => char.IsControl(c) || (char.GetUnicodeCategory(c) == System.Globalization.UnicodeCategory.Format && c is not ('\u200c' or '\u200d'));
}
