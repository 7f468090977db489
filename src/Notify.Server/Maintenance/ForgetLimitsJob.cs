using Hangfire;
using Notify.Data.Idempotency;
using Notify.Data.Limits;

namespace Notify.Server.Maintenance;

/// <summary>Deletes counters of days long gone, and answers remembered for more than 24 hours. Safe to run twice, anywhere.</summary>
public sealed partial class ForgetLimitsJob(DailyCountStore counts, IdempotencyStore answers, ILogger<ForgetLimitsJob> logger)
{
    [DisableConcurrentExecution(60)]
    public async Task RunAsync(CancellationToken cancellationToken) =>
        Deleted(await counts.DeleteOldAsync(cancellationToken), await answers.DeleteExpiredAsync(cancellationToken));

    [LoggerMessage(5010, LogLevel.Information, "Deleted {Counters} old counters and {Answers} remembered answers")]
    private partial void Deleted(int counters, int answers);
}
