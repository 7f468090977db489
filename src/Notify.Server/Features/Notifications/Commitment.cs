namespace Notify.Server.Features.Notifications;

/// <summary>What a commit led to when nothing was refused.</summary>
public abstract record Commitment
{
    private Commitment()
    {
    }

    public static Commitment Done { get; } = new Stored();

    /// <summary>It is stored.</summary>
    public sealed record Stored : Commitment;

    /// <summary>The same request was answered before under the same key; nothing was stored now.</summary>
    /// <param name="Answer">The bytes of that 201.</param>
    public sealed record Repeated(byte[] Answer) : Commitment;
}
