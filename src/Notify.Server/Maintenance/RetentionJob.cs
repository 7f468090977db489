using Hangfire;
using Notify.Core.Nations;
using Notify.Core.Notifications;
using Notify.Data;
using Notify.Data.Retention;
using Notify.Server.Delivery;
using Npgsql;

namespace Notify.Server.Maintenance;

/// <summary>Removes what has been kept long enough, by dropping a day's partition where every service of that day is through, else row by row.
/// Safe to run twice, anywhere, and to be killed: it begins anew with what is left.</summary>
public sealed partial class RetentionJob(
    RetentionStore store, NpgsqlDataSource database, NationPack nation, LocalDays days, DeliveryMetrics metrics, ILogger<RetentionJob> logger)
{
    [DisableConcurrentExecution(60)]
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var chosen = await store.ListAsync(serviceId: null, cancellationToken);
        var now = await store.NowAsync(cancellationToken);
        var latest = chosen.Values.Append(nation.Retention.Days).Min();
        foreach (var day in await store.DaysAsync(DateOnly.FromDateTime(days.StartOfDay(now, latest).UtcDateTime).AddDays(1), cancellationToken))
        {
            await OfDayAsync(day, now, chosen, cancellationToken);
        }

        await store.DeleteUnsubscribeRequestsAsync(cancellationToken);
    }

    /// <summary>What belongs to services and not to days: sandbox messages, texts received, uploads.</summary>
    [DisableConcurrentExecution(60)]
    public async Task OfServicesAsync(CancellationToken cancellationToken)
    {
        var chosen = await store.ListAsync(serviceId: null, cancellationToken);
        var now = await store.NowAsync(cancellationToken);
        var total = 0;
        foreach (var serviceId in await store.ServicesAsync(cancellationToken))
        {
            foreach (var channel in ChannelNames.Sent)
            {
                total += await store.DeletePersonalAsync(serviceId, channel, Before(serviceId, channel, now, chosen), cancellationToken);
            }
        }

        Removed(total);
    }

    private async Task OfDayAsync(
        DateOnly day, DateTimeOffset now, IReadOnlyDictionary<(Guid ServiceId, Channel Channel), int> chosen, CancellationToken cancellationToken)
    {
        var end = new DateTimeOffset(day.AddDays(1).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
        var services = await store.ServicesOfAsync(day, cancellationToken);
        var failed = 0;
        foreach (var serviceId in services)
        {
            foreach (var channel in ChannelNames.Sent)
            {
                var count = await store.ExpireQueuedAsync(serviceId, channel, day, Before(serviceId, channel, now, chosen), cancellationToken);
                if (count > 0)
                {
                    metrics.NotKept(channel, count);
                    failed += count;
                }
            }
        }

        if (failed > 0)
        {
            Failed(failed);
        }

        // A service that has just been told of a failure must be able to look it up: the next run drops the day.
        var isOver = services.TrueForAll(serviceId => ChannelNames.Sent.All(channel => Before(serviceId, channel, now, chosen) >= end))
            && days.StartOfDay(now, nation.Retention.MinDays) >= end;
        if (isOver && failed == 0 && !await store.IsWaitedForAsync(day, cancellationToken))
        {
            var isDropped = await Partitions.DropAsync(database, day, cancellationToken);
            Dropped(day, isDropped);
            return;
        }

        var deleted = 0;
        foreach (var serviceId in services)
        {
            foreach (var channel in ChannelNames.Sent)
            {
                deleted += await store.DeleteAsync(serviceId, channel, day, Before(serviceId, channel, now, chosen), cancellationToken);
            }
        }

        if (deleted > 0)
        {
            Deleted(deleted, day);
        }
    }

    private DateTimeOffset Before(Guid serviceId, Channel channel, DateTimeOffset now, IReadOnlyDictionary<(Guid ServiceId, Channel Channel), int> chosen) =>
        days.StartOfDay(now, chosen.TryGetValue((serviceId, channel), out var own) ? own : nation.Retention.Days);

    [LoggerMessage(5020, LogLevel.Information, "Deleted {Count} notifications of {Day} whose time is over")]
    private partial void Deleted(int count, DateOnly day);

    [LoggerMessage(5021, LogLevel.Information, "Dropped the notifications of {Day}: {IsDropped}")]
    private partial void Dropped(DateOnly day, bool isDropped);

    [LoggerMessage(5022, LogLevel.Warning, "{Count} notifications waited until their time was over: they failed")]
    private partial void Failed(int count);

    [LoggerMessage(5023, LogLevel.Information, "Deleted or emptied {Count} rows with personal data beside notifications")]
    private partial void Removed(int count);
}
