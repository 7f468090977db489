namespace Notify.Core.Notifications;

/// <summary>The way a notification travels.</summary>
public enum Channel
{
    Email,
    Sms,
}

/// <summary>The words of <see cref="Channel"/> on the wire and in the database.</summary>
public static class ChannelNames
{
    /// <returns><c>email</c> or <c>sms</c>.</returns>
    public static string Wire(this Channel channel) => channel switch
    {
        Channel.Email => "email",
        Channel.Sms => "sms",
        _ => throw new ArgumentOutOfRangeException(nameof(channel)),
    };

    /// <exception cref="FormatException">The word is neither; only our own database and command line are read with this.</exception>
    public static Channel Parse(string word) => word switch
    {
        "email" => Channel.Email,
        "sms" => Channel.Sms,
        _ => throw new FormatException($"'{word}' is not a channel"),
    };
}
