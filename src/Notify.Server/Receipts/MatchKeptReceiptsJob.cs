using Hangfire;
using Notify.Core.Receipts;
using Notify.Data.Receipts;

namespace Notify.Server.Receipts;

/// <summary>Tries receipts again whose reference nobody knew when they came, and drops those that have waited long enough. Safe to run twice, anywhere:
/// a receipt that is applied twice is known as repeated.</summary>
public sealed partial class MatchKeptReceiptsJob(ReceiptStore store, ReceiptIntake intake, ReceiptMetrics metrics, ILogger<MatchKeptReceiptsJob> logger)
{
    private const int BatchSize = 500;

    [DisableConcurrentExecution(60)]
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var last = Guid.Empty;
        List<(Guid Id, DeliveryReceipt Receipt)> kept;
        do
        {
            kept = await store.ListKeptAsync(last, BatchSize, cancellationToken);
            if (kept.Count == 0)
            {
                break;
            }

            last = kept[^1].Id;
            var ids = await store.FindAsync([.. kept.Select(item => item.Receipt)], cancellationToken);
            var found = kept.Zip(ids).Where(pair => pair.Second is not null).ToList();
            if (found.Count > 0)
            {
                var verdicts = await intake.TakeAsync([.. found.Select(pair => pair.First.Receipt with { NotificationId = pair.Second })], cancellationToken);
                await store.ForgetKeptAsync(
                    [.. found.Zip(verdicts).Where(pair => pair.Second != ReceiptVerdict.Busy).Select(pair => pair.First.First.Id)], cancellationToken);
            }
        }
        while (kept.Count == BatchSize);

        var dropped = await store.DropKeptAsync(cancellationToken);
        if (dropped > 0)
        {
            metrics.Dropped(dropped);
            Dropped(dropped);
        }
    }

    [LoggerMessage(3002, LogLevel.Warning, "Dropped {Count} receipts whose reference nobody knew for five minutes")]
    private partial void Dropped(int count);
}
