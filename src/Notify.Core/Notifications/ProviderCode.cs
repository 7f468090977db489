using System.Globalization;

namespace Notify.Core.Notifications;

/// <summary>What a provider calls a failure, as figures, log lines and alarms name it: <c>30007</c>, <c>5.7.1</c>, <c>http-503</c>. Never personal.</summary>
/// <param name="Value">At most <see cref="MaxLength"/> characters.</param>
/// <param name="IsKnown">Somebody wrote down what it means: a table of ours, a gateway's file, a standard. Of these there are few.</param>
public sealed record ProviderCode(string Value, bool IsKnown)
{
    /// <summary>Longest <see cref="Value"/>, in characters.</summary>
    public const int MaxLength = 24;

    /// <summary>In place of every code that is not known: whoever makes codes up must not make figures up.</summary>
    public const string Other = "other";

    /// <summary>Numbers as long as this may be somebody's phone number.</summary>
    private const int MostDigits = 6;

    /// <summary>What it means and what the operator has to do about it: no message can. Null: nothing.</summary>
    public string? Mend { get; init; }

    /// <summary>Of a code that is not known by itself: what it counts as, of which there are few, such as <c>5.7.x</c>. Null: there is no such group.</summary>
    public string? Family { get; init; }

    /// <summary>The value of the label <c>code</c>.</summary>
    public string Label => IsKnown ? Value : Family ?? Other;

    /// <summary>The status of an HTTP answer, where it says no more.</summary>
    public static ProviderCode Http(int status) => new(string.Create(CultureInfo.InvariantCulture, $"http-{status}"), IsKnown: true);

    /// <summary>A word or number of a provider's that nobody has told us about.</summary>
    /// <returns>Null when it does not look like a code: sentences and long numbers may name a person.</returns>
    public static ProviderCode? Unknown(string? text) =>
        text is { Length: > 0 and <= MaxLength }
        && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-')
        && text.Count(char.IsAsciiDigit) <= MostDigits
            ? new ProviderCode(text, IsKnown: false)
            : null;
}
