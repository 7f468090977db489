namespace Notify.Core.Services;

/// <summary>What an API key may do.</summary>
public enum KeyType
{
    /// <summary>Sends to anyone ("live" to people, <c>normal</c> in the database).</summary>
    Normal,

    /// <summary>Sends to the team and its guest list only.</summary>
    Team,

    /// <summary>Sends to nobody: the outcome is simulated.</summary>
    Test,

    /// <summary>Sends nothing: creates, changes and archives the service's templates.</summary>
    Management,
}

/// <summary>The words of <see cref="KeyType"/> in the database and on the command line.</summary>
public static class KeyTypeNames
{
    public static string Wire(this KeyType type) => type switch
    {
        KeyType.Normal => "normal",
        KeyType.Team => "team",
        KeyType.Test => "test",
        KeyType.Management => "management",
        _ => throw new ArgumentOutOfRangeException(nameof(type)),
    };

    /// <returns>The word that people use: <c>live</c> for <c>normal</c>.</returns>
    public static string Spoken(this KeyType type) => type == KeyType.Normal ? "live" : type.Wire();

    /// <param name="word">Also <c>live</c>, the word people use for <c>normal</c>.</param>
    /// <exception cref="FormatException">The word is none of these.</exception>
    public static KeyType Parse(string word) => word switch
    {
        "normal" or "live" => KeyType.Normal,
        "team" => KeyType.Team,
        "test" => KeyType.Test,
        "management" => KeyType.Management,
        _ => throw new FormatException($"'{word}' is not a kind of key: live, team, test or management"),
    };
}
