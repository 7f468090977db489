namespace Notify.Server.Features.ApiKeys;

/// <summary>Marks routes that only a service's key may call.</summary>
internal sealed class NeedsApiKey
{
    private NeedsApiKey()
    {
    }

    public static NeedsApiKey Instance { get; } = new();
}
