namespace Notify.Core.Receipts;

/// <summary>The address that bounces of one notification come back to (a variable envelope return path, VERP).</summary>
/// <param name="tokens">Makes and proves what stands between plus and at.</param>
/// <param name="localPart">What stands before the plus, such as <c>bounce</c>; at most 14 characters, since a local part has 64.</param>
/// <param name="domain">Empty: there is none, and e-mails go out with the sender's address as their return path.</param>
public sealed class ReturnPath(BounceTokens tokens, string localPart, string domain)
{
    /// <summary>Longest <c>localPart</c> (RFC 5321 section 4.5.3.1.1).</summary>
    public const int MaxLocalPart = 64 - 1 - BounceTokens.Length;

    /// <returns>Such as <c>bounce+‹id›.‹proof›@bounces.example.gov</c>, or null when there is no domain for it.</returns>
    public string? For(Guid notificationId) => domain.Length == 0 ? null : $"{localPart}+{tokens.For(notificationId)}@{domain}";

    /// <returns>The envelope id (RFC 3461 section 4.4), which comes back in a bounce whatever became of the address.</returns>
    public string EnvelopeId(Guid notificationId) => tokens.For(notificationId);
}
