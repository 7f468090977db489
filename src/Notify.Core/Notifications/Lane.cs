namespace Notify.Core.Notifications;

/// <summary>A queue of its own within a channel, so that what is urgent never stands behind what is not.</summary>
public enum Lane
{
    Priority,
    Normal,
    Bulk,
}

/// <summary>The words of <see cref="Lane"/> in the database and in logs.</summary>
public static class LaneNames
{
    /// <returns><c>priority</c>, <c>normal</c> or <c>bulk</c>.</returns>
    public static string Wire(this Lane lane) => lane switch
    {
        Lane.Priority => "priority",
        Lane.Normal => "normal",
        Lane.Bulk => "bulk",
        _ => throw new ArgumentOutOfRangeException(nameof(lane)),
    };

    /// <exception cref="FormatException">The word is none of the three.</exception>
    public static Lane Parse(string word) => word switch
    {
        "priority" => Lane.Priority,
        "normal" => Lane.Normal,
        "bulk" => Lane.Bulk,
        _ => throw new FormatException($"'{word}' is not a lane"),
    };
}
