namespace Notify.Server.Hosting.Telemetry;

/// <summary>Writes down every few seconds which alarms this host raised.</summary>
internal sealed partial class AlarmKeeper(ProviderAnswers answers, TimeProvider time, ILogger<AlarmKeeper> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    private bool _isRefused;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await StoreAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(Every, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await StoreAsync(stoppingToken);
        }
    }

    private async Task StoreAsync(CancellationToken cancellationToken)
    {
        try
        {
            await answers.StoreAlarmsAsync(cancellationToken);
            _isRefused = false;
        }
        catch (OperationCanceledException)
        {
            // Written down by whom they concern next: the log has them.
        }
        catch (Exception e) when (DatabaseFaults.IsOne(e))
        {
            // They are kept, and written down when the database takes them again.
            if (!_isRefused)
            {
                CannotKeep(e.Message);
            }

            _isRefused = true;
        }
    }

    [LoggerMessage(2072, LogLevel.Warning, "Providers' alarms cannot be written down; the log has them meanwhile, and lists of providers lack them: {Reason}")]
    private partial void CannotKeep(string reason);
}
