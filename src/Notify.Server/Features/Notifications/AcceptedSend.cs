using Notify.Core.Notifications;
using Notify.Core.Templates;

namespace Notify.Server.Features.Notifications;

/// <summary>A notification just accepted, with what the answer repeats of it.</summary>
/// <param name="Content">The body with its placeholders filled.</param>
/// <param name="Subject">Of an e-mail; null for texts.</param>
public sealed record AcceptedSend(NewNotification Notification, StoredTemplate Template, string Content, string? Subject)
{
    /// <summary>The bytes to answer with when the request carries an <c>Idempotency-Key</c>: its own, or those it was answered with before.</summary>
    public ReadOnlyMemory<byte>? Answer { get; init; }

    /// <summary>Another request with the key was first: nothing was stored for this one.</summary>
    public bool IsRepeated { get; init; }
}
