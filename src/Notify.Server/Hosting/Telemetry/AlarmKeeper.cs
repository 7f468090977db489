namespace Notify.Server.Hosting.Telemetry;

/// <summary>Writes down every few seconds which alarms this host raised.</summary>
internal sealed class AlarmKeeper(ProviderAnswers answers, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

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
        }
        catch (Exception e) when (DatabaseFaults.IsOne(e) || e is OperationCanceledException)
        {
            // They are kept, in the log already, and written down when the database is back.
        }
    }
}
