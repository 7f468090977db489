using System.Text.RegularExpressions;
using Notify.Core.Secrets;

namespace Notify.Core.Receipts;

/// <summary>The mark by which a bounce is known as that of one notification: its id and a proof that we made it.</summary>
/// <remarks>It stands in the return path (VERP) and in the envelope id (RFC 3461). Letters and digits of one case only, since mail servers
/// lower local parts: 32 hexadecimal digits, a full stop, and 80 bits of a keyed digest in base32. Without the proof anyone could fail
/// messages by inventing bounces.</remarks>
public sealed partial class BounceTokens(KeyRing keyRing)
{
    /// <summary>Length of a token in characters.</summary>
    public const int Length = 32 + 1 + ProofCharacters;

    private const int ProofBytes = 10;
    private const int ProofCharacters = ProofBytes * 8 / 5;
    private const string Purpose = "bounce";
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz234567";

    /// <returns>The token of a notification, the same each time under one key.</returns>
    public string For(Guid notificationId)
    {
        Span<byte> id = stackalloc byte[16];
        notificationId.TryWriteBytes(id, bigEndian: true, out _);
        Span<byte> proof = stackalloc byte[ProofBytes];
        keyRing.Prove(Purpose, id, proof);
        return $"{notificationId:N}.{Base32(proof)}";
    }

    /// <summary>Looks for a token anywhere in a text: an address, an envelope id.</summary>
    /// <param name="notificationId">Whose it is; null when the proof is not ours.</param>
    /// <returns>Whether something of a token's shape is there.</returns>
    public bool TryFind(string? text, out Guid? notificationId)
    {
        notificationId = null;
        if (text is null || Shape().Match(text) is not { Success: true } match)
        {
            return false;
        }

        var id = Guid.ParseExact(match.Groups["id"].ValueSpan, "N");
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        Span<byte> proof = stackalloc byte[ProofBytes];
        FromBase32(match.Groups["proof"].ValueSpan, proof);
        notificationId = keyRing.IsProof(Purpose, bytes, proof) ? id : null;
        return true;
    }

    private static string Base32(ReadOnlySpan<byte> bytes)
    {
        Span<char> text = stackalloc char[ProofCharacters];
        for (var i = 0; i < text.Length; i++)
        {
            var bit = i * 5;
            var two = (bytes[bit / 8] << 8) | (bit / 8 + 1 < bytes.Length ? bytes[bit / 8 + 1] : 0);
            text[i] = Alphabet[(two >> (11 - bit % 8)) & 31];
        }

        return new string(text);
    }

    private static void FromBase32(ReadOnlySpan<char> text, Span<byte> bytes)
    {
        var (bits, held, written) = (0, 0, 0);
        foreach (var character in text)
        {
            bits = ((bits << 5) | Alphabet.IndexOf(char.ToLowerInvariant(character), StringComparison.Ordinal)) & 0xFFFF;
            held += 5;
            if (held >= 8)
            {
                held -= 8;
                bytes[written++] = (byte)(bits >> held);
            }
        }
    }

    [GeneratedRegex(@"(?<![0-9a-z])(?<id>[0-9a-f]{32})\.(?<proof>[a-z2-7]{16})(?![0-9a-z])", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Shape();
}
