using System.Text.Json;

namespace Notify.Server.Features.Notifications;

/// <summary>A request that passed the gate.</summary>
public abstract record Admission
{
    private Admission()
    {
    }

    /// <summary>A request to look at.</summary>
    /// <param name="Body">Any JSON.</param>
    /// <param name="Idempotent">Null when it carries no key.</param>
    public sealed record Fresh(JsonElement Body, IdempotentRequest? Idempotent) : Admission;

    /// <summary>A request that was answered before.</summary>
    /// <param name="Answer">The bytes of that 201.</param>
    public sealed record Repeated(byte[] Answer) : Admission;
}
