using Notify.Data.Totals;
using Notify.Server.Hosting;

namespace Notify.Server.Maintenance;

/// <summary>Folds what has changed into the running totals, every few seconds. Several hosts may do it at once.</summary>
internal sealed partial class TotalsFolder(TotalStore totals, LocalDays days, EndMetrics metrics, TimeProvider time, ILogger<TotalsFolder> logger) : BackgroundService
{
    private const int BatchSize = 10_000;
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    private bool _wasAway;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                while (await totals.FoldAsync(days.Of, BatchSize, stoppingToken, metrics.Moved) == BatchSize)
                {
                    // More lies there.
                }

                _wasAway = false;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (DatabaseFaults.IsOne(e))
            {
                if (!_wasAway)
                {
                    CannotFold(e.Message);
                }

                _wasAway = true;
            }

            await Task.Delay(Every, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(5040, LogLevel.Warning, "Totals cannot be brought up to date: {Reason}")]
    private partial void CannotFold(string reason);
}
