using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Notify.Providers.Email.Smtp;

namespace Notify.Server.Delivery;

/// <summary>How full the pools of connections to mail servers are.</summary>
internal sealed class SmtpMetrics
{
    private readonly ConcurrentDictionary<string, SmtpConnectionPool> _pools = new();

    public SmtpMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(DeliveryMetrics.MeterName);
        meter.CreateObservableGauge(
            "notify.smtp.connections",
            () => _pools.SelectMany(pool => new[] { Of(pool.Key, pool.Value.InUse, "used"), Of(pool.Key, pool.Value.IdleCount, "idle") }),
            "{connection}",
            "Connections of this host to mail servers; when as many are used as the limit allows, e-mails wait for one");
        meter.CreateObservableGauge("notify.smtp.connections.limit", () => _pools.Select(pool => Of(pool.Key, pool.Value.Limit)), "{connection}", "Connections that may be used at once");
    }

    public SmtpConnectionPool Watch(string provider, SmtpConnectionPool pool) => _pools[provider] = pool;

    private static Measurement<int> Of(string provider, int value, string? state = null) => state is null
        ? new(value, new KeyValuePair<string, object?>("provider", provider))
        : new(value, new("provider", provider), new("state", state));
}
