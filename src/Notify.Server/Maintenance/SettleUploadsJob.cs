using Hangfire;
using Notify.Data.Uploads;

namespace Notify.Server.Maintenance;

/// <summary>Writes down how uploads ended, which outlives their notifications. Safe to run twice, anywhere.</summary>
public sealed partial class SettleUploadsJob(UploadWork work, ILogger<SettleUploadsJob> logger)
{
    [DisableConcurrentExecution(60)]
    public async Task RunAsync(CancellationToken cancellationToken) => Settled(await work.SettleAsync(cancellationToken));

    [LoggerMessage(5050, LogLevel.Information, "{Count} uploads have ended")]
    private partial void Settled(int count);
}
