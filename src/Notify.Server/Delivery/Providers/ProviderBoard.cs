using Microsoft.Extensions.Options;
using Notify.Core.Notifications;
using Notify.Data.Providers;
using Notify.Server.Hosting;

namespace Notify.Server.Delivery.Providers;

/// <summary>Keeps a worker's choice of providers in step with the database: makes its settings known, reads shares every second, and moves
/// weight away from a provider that fails too often or answers too slowly.</summary>
public sealed partial class ProviderBoard(ProviderChoice choice, ProviderStore store, IOptions<DeliveryOptions> options, TimeProvider time, ILogger<ProviderBoard> logger)
    : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Failed calls of all hosts within <see cref="FailuresWindow"/> after which weight moves to others.</summary>
    private const int MostFailures = 50;

    private static readonly TimeSpan FailuresWindow = TimeSpan.FromMinutes(1);

    /// <summary>A provider changed less than this ago is not changed again for its errors.</summary>
    private static readonly TimeSpan RestAfterChange = TimeSpan.FromMinutes(1);

    /// <summary>The same for slowness, which says less.</summary>
    public static readonly TimeSpan RestAfterSlowness = TimeSpan.FromMinutes(5);

    private bool _registered;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await LookAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (DatabaseFaults.IsOne(e))
            {
                // The shares as last read hold until the database is back; the workers say that it is away.
                CannotLook(e.Message);
            }

            await Task.Delay(Pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        if (!_registered)
        {
            foreach (var channel in ChannelNames.Sent)
            {
                await store.RegisterAsync(channel, options.Value.Providers(channel), cancellationToken);
            }

            _registered = true;
        }

        // First, so that what an operator changed takes effect whatever becomes of the rest.
        choice.Learn(await store.ListAsync(cancellationToken));
        foreach (var (channel, name, failures) in choice.TakeFailures())
        {
            if (choice.Names(channel).Count < 2)
            {
                // Nobody is there to take its weight.
                continue;
            }

            // What cannot be counted because the database is away is lost: nothing is handed over then, either.
            if (await store.CountFailuresAsync(channel, name, failures, FailuresWindow, MostFailures, cancellationToken))
            {
                await MoveAsync(channel, new HashSet<string> { name }, RestAfterChange, "too many errors within a minute", $"too many errors at {name}", cancellationToken);
            }
        }

        foreach (var channel in ChannelNames.Sent)
        {
            if (choice.TakeSlow(channel) is { Count: > 0 } slow)
            {
                await MoveAsync(channel, slow, RestAfterSlowness, "slow hand-overs", "slow hand-overs elsewhere", cancellationToken);
            }
        }
    }

    private async Task MoveAsync(
        Channel channel, IReadOnlySet<string> ailing, TimeSpan rest, string lost, string won, CancellationToken cancellationToken) =>
        WeightChanges.Log(logger, await store.ChangeAsync(
            channel, choice.Names(channel), rest, ProviderStore.Ourselves, shares => WeightChanges.AwayFrom(shares, ailing, lost, won), cancellationToken));

    [LoggerMessage(2063, LogLevel.Debug, "Shares of providers cannot be read: {Reason}")]
    private partial void CannotLook(string reason);
}
