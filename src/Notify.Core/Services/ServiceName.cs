using Notify.Core.Recipients;

namespace Notify.Core.Services;

/// <summary>The name of a service: recipients see it, and the sending address is made from it.</summary>
public static class ServiceName
{
    /// <summary>The rule in words, for messages.</summary>
    public const string Rule = "The name of a service is one line of at most 255 characters with a letter or digit in it";

    public static bool IsValid(string name) =>
        name.Length is > 0 and <= 255 && !name.Any(char.IsControl) && SenderLocalPart.FromName(name).Length > 0;
}
