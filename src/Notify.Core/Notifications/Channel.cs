namespace Notify.Core.Notifications;

/// <summary>The way a notification travels.</summary>
public enum Channel
{
    Email,
    Sms,

    /// <summary>Never sent: the kind exists so that what is brought in from elsewhere can be read.</summary>
    Letter,
}

/// <summary>The words of <see cref="Channel"/> on the wire and in the database.</summary>
public static class ChannelNames
{
    /// <summary>The channels that are sent on.</summary>
    public static IReadOnlyList<Channel> Sent { get; } = [Channel.Email, Channel.Sms];

    /// <returns><c>email</c>, <c>sms</c> or <c>letter</c>.</returns>
    public static string Wire(this Channel channel) => channel switch
    {
        Channel.Email => "email",
        Channel.Sms => "sms",
        Channel.Letter => "letter",
        _ => throw new ArgumentOutOfRangeException(nameof(channel)),
    };

    /// <exception cref="FormatException">The word is none of them; only our own database and command line are read with this.</exception>
    public static Channel Parse(string word) => word switch
    {
        "email" => Channel.Email,
        "sms" => Channel.Sms,
        "letter" => Channel.Letter,
        _ => throw new FormatException($"'{word}' is not a channel"),
    };
}
