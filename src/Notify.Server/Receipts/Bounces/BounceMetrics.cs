using System.Diagnostics.Metrics;
using Notify.Providers.Email.Bounces;

namespace Notify.Server.Receipts.Bounces;

/// <summary>Counts what comes to the bounce address.</summary>
public sealed class BounceMetrics
{
    public const string MeterName = "Notify.Bounces";

    private readonly Counter<long> _messages;
    private readonly Counter<long> _failed;

    public BounceMetrics(IMeterFactory meters)
    {
        ArgumentNullException.ThrowIfNull(meters);
        var meter = meters.Create(MeterName);
        _messages = meter.CreateCounter<long>("notify.bounces", "{message}", "Messages to the bounce address, by what they turned out to be");
        _failed = meter.CreateCounter<long>("notify.bounces.failed", "{message}", "Messages to the bounce address that were put aside unread");
    }

    public void Read(BounceKind kind) => _messages.Add(1, new KeyValuePair<string, object?>("kind", kind.ToString().ToLowerInvariant()));

    public void PutAside() => _failed.Add(1);
}
