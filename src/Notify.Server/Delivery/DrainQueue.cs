namespace Notify.Server.Delivery;

/// <summary>Drains have a Hangfire queue and server of their own, so that they never take the workers of other jobs.</summary>
internal static class DrainQueue
{
    public const string Name = "drain";
}
