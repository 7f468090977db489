namespace Notify.Server.Features.ApiKeys;

/// <summary>Marks routes that only a key may call, and which kind.</summary>
internal sealed class NeedsApiKey
{
    private NeedsApiKey()
    {
    }

    /// <summary>A key that sends: live, team or test.</summary>
    public static NeedsApiKey ThatSends { get; } = new();

    /// <summary>A key that manages templates, callbacks and suppressions, and does nothing else.</summary>
    public static NeedsApiKey ThatManages { get; } = new();
}
