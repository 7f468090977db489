using Microsoft.Extensions.Options;
using Notify.Core.Notifications;
using Notify.Data.Notifications;
using Notify.Server.Hosting;

namespace Notify.Server.Delivery;

/// <summary>Keeps this process an owner: opens the owner connection, holds it for life, and comes back as a new owner when it broke.</summary>
public sealed partial class Worker(
    DatabaseAddress database, LaneWaker waker, IOptions<DeliveryOptions> options, TimeProvider time, ILogger<Worker> logger) : BackgroundService
{
    private Owner? _owner;

    /// <summary>The owner that this process is now; null while it has no connection to hold a lock on.</summary>
    public Owner? Owner => Volatile.Read(ref _owner);

    /// <summary>Monotonic time stamp of when the present owner began.</summary>
    public long Since { get; private set; }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await LiveAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (DatabaseFaults.IsOne(e) || e is ObjectDisposedException or OperationCanceledException)
            {
                ConnectionBroke(e.Message);
            }

            await Task.Delay(TimeSpan.FromSeconds(1), time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task LiveAsync(CancellationToken stoppingToken)
    {
        await using var connection = await OwnerConnection.OpenAsync(database.ConnectionString, OnWake, stoppingToken);
        using var owner = new Owner(connection.Number, options.Value.Lease, time);
        Since = time.GetTimestamp();
        Volatile.Write(ref _owner, owner);
        Began(owner.Number);
        WakeAll();
        try
        {
            await connection.ListenAsync(stoppingToken);
        }
        finally
        {
            Volatile.Write(ref _owner, null);
            owner.Lose();
        }
    }

    private void OnWake(string payload)
    {
        if (WakeSender.Parse(payload) is var (channel, lane))
        {
            waker.Wake(channel, lane);
        }
    }

    /// <summary>What became due while nobody here listened.</summary>
    private void WakeAll()
    {
        foreach (var channel in ChannelNames.Sent)
        {
            foreach (var lane in Enum.GetValues<Lane>())
            {
                waker.Wake(channel, lane);
            }
        }
    }

    [LoggerMessage(2000, LogLevel.Information, "Worker is owner {Owner}")]
    private partial void Began(int owner);

    [LoggerMessage(2001, LogLevel.Warning, "The owner connection broke; sending stops until it is back: {Reason}")]
    private partial void ConnectionBroke(string reason);
}
