using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Notify.Core.Recipients;

/// <summary>An e-mail address that can be sent to. An instance is always valid.</summary>
/// <remarks>Narrower than RFC 5321 on purpose: no quoted local part, no address literal, ASCII only before the <c>@</c>.
/// The host may be written in any script.</remarks>
public sealed record EmailAddress
{
    /// <summary>What every refused address is answered with.</summary>
    public const string NotValid = "Not a valid email address";

    /// <summary>Longest address accepted, in UTF-16 units (64 + 1 + 255, RFC 3696 erratum 1690 notwithstanding).</summary>
    public const int MaxLength = 320;

    private static readonly SearchValues<char> LocalPartCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.!#$%&'*+/=?^_`{|}~-");

    private EmailAddress(string value, string normalised, string asciiAddress)
    {
        Value = value;
        Normalised = normalised;
        AsciiAddress = asciiAddress;
    }

    /// <summary>As sent, without white space at the ends and without obscure white space; case and script of the host kept.</summary>
    public string Value { get; }

    /// <summary>The whole address in lower case: what is searched for and compared.</summary>
    public string Normalised { get; }

    /// <summary>The address with its host in IDNA form (<c>a@xn--tda.com</c>): what SMTP is given.</summary>
    public string AsciiAddress { get; }

    /// <param name="input">Anything; null and empty are refused like any other.</param>
    /// <param name="message">The fault without the name of a field, for <c>email_address ‹message›</c>.</param>
    public static bool TryParse(
        string? input, [NotNullWhen(true)] out EmailAddress? address, [NotNullWhen(false)] out string? message)
    {
        address = Read(ObscureWhiteSpace.Strip(input ?? ""));
        message = address is null ? NotValid : null;
        return address is not null;
    }

    /// <summary>Hides the address: a record prints its fields, and this one must not reach a log.</summary>
    public override string ToString() => "[email address]";

    private static EmailAddress? Read(string text)
    {
        // Long before the pattern is looked at, so that two megabytes cost nothing.
        if (text.Length > MaxLength * 2)
        {
            return null;
        }

        var at = text.AsSpan().IndexOfAnyExcept(LocalPartCharacters);
        if (at < 1 || text[at] != '@' || RuneCount(text) > MaxLength || text.Contains("..", StringComparison.Ordinal))
        {
            return null;
        }

        return EmailHost.TryEncode(text[(at + 1)..], out var host)
            ? new EmailAddress(text, LowerCase.Of(text), string.Concat(text.AsSpan(0, at + 1), host))
            : null;
    }

    // The limit counts code points; a host of astral letters may have twice as many UTF-16 units.
    private static int RuneCount(string text)
    {
        var count = 0;
        foreach (var _ in text.EnumerateRunes())
        {
            count++;
        }

        return count;
    }
}
