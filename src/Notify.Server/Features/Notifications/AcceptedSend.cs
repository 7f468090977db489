using Notify.Core.Notifications;
using Notify.Core.Templates;

namespace Notify.Server.Features.Notifications;

/// <summary>A notification just accepted, with what the answer repeats of it.</summary>
/// <param name="Notification">What was stored; for a simulated recipient, what would have been.</param>
/// <param name="Content">The body with its placeholders filled.</param>
/// <param name="Subject">Of an e-mail; null for texts.</param>
/// <param name="Sanitised">Values that were made harmless, by the name under which they were supplied.</param>
public sealed record AcceptedSend(
    NewNotification Notification, string Content, string? Subject, IReadOnlyDictionary<string, SanitisedValue> Sanitised)
{
    public static IReadOnlyDictionary<string, SanitisedValue> NothingSanitised { get; } = new Dictionary<string, SanitisedValue>();

    /// <summary>The bytes to answer with when the request carries an <c>Idempotency-Key</c>: its own, or those it was answered with before.</summary>
    public ReadOnlyMemory<byte>? Answer { get; init; }

    /// <summary>Another request with the key was first: nothing was stored for this one.</summary>
    public bool IsRepeated { get; init; }
}
