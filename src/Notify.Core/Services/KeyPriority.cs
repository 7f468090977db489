using Notify.Core.Notifications;

namespace Notify.Core.Services;

/// <summary>How urgent what an API key sends may be.</summary>
public enum KeyPriority
{
    /// <summary>As urgent as the template says.</summary>
    Normal,

    /// <summary>Never urgent: a program that sends to many by single requests must not keep the service's codes waiting.</summary>
    Bulk,
}

/// <summary>The words of <see cref="KeyPriority"/> in the database and on the command line, and what it does.</summary>
public static class KeyPriorities
{
    /// <summary>All there are.</summary>
    public static IReadOnlyList<string> Words { get; } = ["normal", "bulk"];

    /// <returns><c>normal</c> or <c>bulk</c>.</returns>
    public static string Wire(this KeyPriority priority) => priority switch
    {
        KeyPriority.Normal => "normal",
        KeyPriority.Bulk => "bulk",
        _ => throw new ArgumentOutOfRangeException(nameof(priority)),
    };

    /// <exception cref="FormatException">The word is neither.</exception>
    public static KeyPriority Parse(string word) => word switch
    {
        "normal" => KeyPriority.Normal,
        "bulk" => KeyPriority.Bulk,
        _ => throw new FormatException($"'{word}' is no priority of a key: normal or bulk"),
    };

    /// <summary>The lane of what is sent with a key: of its priority and the template's lane the less urgent.</summary>
    public static Lane LaneFor(this KeyPriority priority, Lane ofTemplate) => priority == KeyPriority.Bulk ? Lane.Bulk : ofTemplate;
}
