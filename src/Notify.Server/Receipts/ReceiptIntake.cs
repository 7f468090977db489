using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.Extensions.Options;
using Notify.Core.Receipts;
using Notify.Data.Receipts;
using Notify.Server.Hosting;
using Notify.Server.Hosting.Telemetry;
using Npgsql;

namespace Notify.Server.Receipts;

/// <summary>The one way in for delivery receipts: applies those that queued while its last commit ran together, and answers after the commit.</summary>
/// <remarks>Works in every role and in verbs: there is no background service, whoever comes first writes for all until nothing waits. Until it
/// is answered a receipt is in memory only, so a provider is told "taken" by the answer and never before.</remarks>
public sealed partial class ReceiptIntake
{
    private readonly ReceiptStore _store;
    private readonly ReceiptMetrics _metrics;
    private readonly ProviderAnswers _answers;
    private readonly DeliveryTimes _times;
    private readonly ILogger<ReceiptIntake> _logger;
    private readonly Channel<Waiting> _queue;
    private readonly Seldom<string> _told;
    private readonly int _batchSize;
    private int _isWriting;

    public ReceiptIntake(ReceiptStore store, ReceiptMetrics metrics, ProviderAnswers answers, DeliveryTimes times, IOptions<ReceiptOptions> options, TimeProvider time, ILogger<ReceiptIntake> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_store, _metrics, _answers, _times, _logger) = (store, metrics, answers, times, logger);
        _told = new(TimeSpan.FromSeconds(10), time);
        _batchSize = options.Value.BatchSize;
        _queue = Channel.CreateBounded<Waiting>(new BoundedChannelOptions(options.Value.QueueLength) { SingleReader = true });
    }

    /// <summary>Applies one receipt. Returns after commit.</summary>
    /// <param name="receipt">Told to be true by whoever read it.</param>
    /// <param name="cancellationToken">Only until the receipt is in the queue: what is there is stored.</param>
    /// <exception cref="NpgsqlException">The database is away: not all is stored, and the provider should come again.</exception>
    public async Task<ReceiptVerdict> TakeAsync(DeliveryReceipt receipt, CancellationToken cancellationToken) =>
        (await TakeAsync([receipt], cancellationToken))[0];

    /// <summary>Applies receipts that came in one request or mailbox, in their order. Returns after commit.</summary>
    /// <returns>In the order of the receipts. <see cref="ReceiptVerdict.Busy"/> for any means that the request should be repeated; what was stored is then
    /// known as repeated.</returns>
    /// <inheritdoc cref="TakeAsync(DeliveryReceipt, CancellationToken)"/>
    public async Task<IReadOnlyList<ReceiptVerdict>> TakeAsync(IReadOnlyList<DeliveryReceipt> receipts, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(receipts);
        cancellationToken.ThrowIfCancellationRequested();
        var taken = new Waiting?[receipts.Count];
        for (var i = 0; i < receipts.Count; i++)
        {
            var waiting = new Waiting(receipts[i]);
            if (!_queue.Writer.TryWrite(waiting))
            {
                if (_told.Count(nameof(QueueFull), receipts.Count - i) is > 0 and var refused)
                {
                    QueueFull(refused);
                }

                break;
            }

            taken[i] = waiting;
        }

        StartWriting();
        var verdicts = new ReceiptVerdict[receipts.Count];
        for (var i = 0; i < verdicts.Length; i++)
        {
            verdicts[i] = taken[i] is { } waiting ? await waiting.Verdict : ReceiptVerdict.Busy;
            _metrics.Took(receipts[i], verdicts[i]);
            if (verdicts[i] is ReceiptVerdict.Moved or ReceiptVerdict.Noted or ReceiptVerdict.Kept)
            {
                _answers.Reported(receipts[i]);
            }
        }

        return verdicts;
    }

    private void StartWriting()
    {
        if (Interlocked.CompareExchange(ref _isWriting, 1, 0) == 0)
        {
            _ = Task.Run(WriteAllAsync);
        }
    }

    private async Task WriteAllAsync()
    {
        var batch = new List<Waiting>(_batchSize);
        var later = new Queue<Waiting>();
        do
        {
            while (Gather(batch, later))
            {
                await WriteAsync(batch);
                batch.Clear();
            }

            Volatile.Write(ref _isWriting, 0);
        }
        while (_queue.Reader.TryPeek(out _) && Interlocked.CompareExchange(ref _isWriting, 1, 0) == 0);
    }

    /// <summary>Of receipts for the same notification only the first is applied now, and the others after its commit: each is judged by what
    /// stands then.</summary>
    private bool Gather(List<Waiting> batch, Queue<Waiting> later)
    {
        Gathering.Fill(_queue.Reader, batch, later, _batchSize, _batchSize, waiting => waiting.Key);
        return batch.Count > 0;
    }

    private async Task WriteAsync(IReadOnlyList<Waiting> batch)
    {
        try
        {
            await ApplyAsync(batch);
        }
        catch (PostgresException e) when (!DatabaseFaults.IsAway(e) && batch.Count > 1)
        {
            // One of them cannot be stored, and the statement with it: each is applied for itself.
            BatchFailed(batch.Count, e.MessageText);
            foreach (var waiting in batch.Where(waiting => !waiting.Verdict.IsCompleted))
            {
                await WriteAsync([waiting]);
            }
        }
        catch (Exception e)
        {
            foreach (var waiting in batch)
            {
                waiting.Fail(e);
            }
        }
    }

    private async Task ApplyAsync(IReadOnlyList<Waiting> batch)
    {
        var known = batch;
        if (batch.Any(waiting => waiting.Receipt.NotificationId is null))
        {
            known = await FindAsync(batch);
        }

        if (known.Count == 0)
        {
            return;
        }

        // Two keys may have turned out to be the same notification: its further receipts follow one by one.
        var rounds = known.GroupBy(waiting => waiting.Receipt.NotificationId).SelectMany(same => same.Select((waiting, round) => (waiting, round)))
            .GroupBy(item => item.round, item => item.waiting);
        foreach (var round in rounds.OrderBy(round => round.Key))
        {
            Waiting[] these = [.. round];
            var applied = await _store.ApplyAsync([.. these.Select(waiting => waiting.Receipt)], CancellationToken.None);
            for (var i = 0; i < these.Length; i++)
            {
                Trace(these[i].Receipt, applied[i].Verdict);
                if (applied[i].Delivery is { } delivery)
                {
                    _times.Delivered(delivery.Channel, delivery.Lane, delivery.After);
                }

                these[i].Finish(applied[i].Verdict);
            }
        }
    }

    /// <summary>A point in the notification's trace: receipts are written many at once.</summary>
    private static void Trace(DeliveryReceipt receipt, ReceiptVerdict verdict)
    {
        using var span = NotificationTrace.Start("receipt", receipt.NotificationId!.Value, ActivityKind.Consumer);
        span?.SetTag("provider", receipt.Provider).SetTag("verdict", verdict.ToString());
    }

    /// <summary>Finds the notifications of receipts that carry only the provider's reference; keeps those that have none yet.</summary>
    private async Task<IReadOnlyList<Waiting>> FindAsync(IReadOnlyList<Waiting> batch)
    {
        Waiting[] nameless = [.. batch.Where(waiting => waiting.Receipt.NotificationId is null)];
        var ids = await _store.FindAsync([.. nameless.Select(waiting => waiting.Receipt)], CancellationToken.None);
        var unknown = new List<Waiting>();
        for (var i = 0; i < nameless.Length; i++)
        {
            if (ids[i] is { } id)
            {
                nameless[i].Receipt = nameless[i].Receipt with { NotificationId = id };
            }
            else
            {
                unknown.Add(nameless[i]);
            }
        }

        Waiting[] toKeep = [.. unknown.Where(waiting => waiting.Receipt.ProviderReference is { Length: > 0 })];
        if (toKeep.Length > 0)
        {
            await _store.KeepAsync([.. toKeep.Select(waiting => waiting.Receipt)], CancellationToken.None);
        }

        foreach (var waiting in unknown)
        {
            waiting.Finish(toKeep.Contains(waiting) ? ReceiptVerdict.Kept : ReceiptVerdict.Unknown);
        }

        return [.. batch.Except(unknown)];
    }

    [LoggerMessage(3000, LogLevel.Warning, "{Count} receipts could not be stored together and are stored one by one: {Reason}")]
    private partial void BatchFailed(int count, string reason);

    [LoggerMessage(3001, LogLevel.Warning, "Too many receipts wait to be stored: {Count} were refused since this was last told")]
    private partial void QueueFull(int count);

    private sealed class Waiting(DeliveryReceipt receipt)
    {
        private readonly TaskCompletionSource<ReceiptVerdict> _verdict = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public DeliveryReceipt Receipt { get; set; } = receipt;

        /// <summary>What two receipts of one notification have in common.</summary>
        public object Key => Receipt.NotificationId is { } id ? id : (Receipt.Provider, Receipt.ProviderReference);

        public Task<ReceiptVerdict> Verdict => _verdict.Task;

        public void Finish(ReceiptVerdict verdict) => _verdict.TrySetResult(verdict);

        public void Fail(Exception problem) => _verdict.TrySetException(problem);
    }
}
