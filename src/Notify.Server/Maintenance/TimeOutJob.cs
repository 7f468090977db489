using Hangfire;
using Notify.Data.Retention;
using Notify.Server.Receipts;

namespace Notify.Server.Maintenance;

/// <summary>Ends notifications that no receipt came for. Safe to run twice, anywhere.</summary>
public sealed partial class TimeOutJob(TimeOutStore store, ReceiptMetrics metrics, ILogger<TimeOutJob> logger)
{
    /// <summary>Whatever is older has been looked at before, but for what was handed over late.</summary>
    private static readonly TimeSpan Recent = TimeOutStore.Age + TimeSpan.FromHours(30);

    /// <summary>As long as anything is kept.</summary>
    private static readonly TimeSpan Ever = TimeSpan.FromDays(3660);

    /// <summary>Hourly: looks at the day that has just become old enough.</summary>
    [DisableConcurrentExecution(60)]
    public async Task RunAsync(CancellationToken cancellationToken) => Ended(await store.RunAsync(Recent, metrics.TimedOut, cancellationToken));

    /// <summary>Nightly: looks at everything, for what waited long before it was handed over.</summary>
    [DisableConcurrentExecution(60)]
    public async Task OfAllAsync(CancellationToken cancellationToken) => Ended(await store.RunAsync(Ever, metrics.TimedOut, cancellationToken));

    [LoggerMessage(5030, LogLevel.Information, "{Count} notifications got no receipt in time")]
    private partial void Ended(int count);
}
