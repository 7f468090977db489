using System.Diagnostics.Metrics;
using Notify.Core.Notifications;
using Notify.Core.Services;

namespace Notify.Server.Features.Notifications;

/// <summary>What is accepted, in figures. No label names a person, a service or a notification.</summary>
public sealed class AcceptMetrics
{
    public const string MeterName = "Notify.Accept";

    private readonly Counter<long> _accepted;
    private readonly Counter<long> _refused;
    private readonly Histogram<int> _batch;
    private readonly Histogram<double> _commit;

    public AcceptMetrics(IMeterFactory meters)
    {
        ArgumentNullException.ThrowIfNull(meters);
        var meter = meters.Create(MeterName);
        _accepted = meter.CreateCounter<long>("notify.accepted", "{notification}", "Notifications accepted and stored");
        _refused = meter.CreateCounter<long>("notify.accept.full", "{request}", "Requests refused because too many waited to be stored");
        _batch = meter.CreateHistogram<int>("notify.accept.batch", "{request}", "Requests stored in one commit");
        _commit = meter.CreateHistogram<double>("notify.accept.duration", "s", "How long a commit of accepted requests takes");
    }

    public void Accepted(Channel channel, KeyType keyType, int count = 1) =>
        _accepted.Add(count, new("notification.type", channel.Wire()), new KeyValuePair<string, object?>("key.type", keyType.Wire()));

    public void Full() => _refused.Add(1);

    public void Committed(int requests, TimeSpan took)
    {
        _batch.Record(requests);
        _commit.Record(took.TotalSeconds);
    }
}
