namespace Notify.Core.ReceivedTexts;

/// <summary>The words of <see cref="OptOutWord"/> in the database.</summary>
public static class OptOutWordNames
{
    public static string Wire(this OptOutWord word) => word switch
    {
        OptOutWord.Stop => "stop",
        OptOutWord.Start => "start",
        OptOutWord.Help => "help",
        _ => throw new ArgumentOutOfRangeException(nameof(word)),
    };

    /// <exception cref="FormatException">It is none of them; only our own database is read with this.</exception>
    public static OptOutWord Parse(string word) => word switch
    {
        "stop" => OptOutWord.Stop,
        "start" => OptOutWord.Start,
        "help" => OptOutWord.Help,
        _ => throw new FormatException($"'{word}' is no word of opting out"),
    };
}
