using System.Threading.Channels;
using Notify.Core.Notifications;
using Notify.Data.Notifications;
using Notify.Server.Hosting;

namespace Notify.Server.Delivery;

/// <summary>Stores outcomes: gathers what came in 20 ms and writes it together.</summary>
/// <remarks>While records cannot be written, drains send nothing more (<see cref="IsBlocked"/>), the records are kept, and they are
/// written first when the database is back; the guard of owner and attempt drops those that someone else has taken meanwhile.</remarks>
public sealed partial class OutcomeRecorder(QueueStore queue, TimeProvider time, ILogger<OutcomeRecorder> logger) : BackgroundService
{
    /// <summary>Outcomes written together, and outcomes that may wait for the next one. What is sent but not recorded goes out
    /// twice when the process is killed, so senders wait rather than let it grow.</summary>
    private const int Most = 128;

    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMilliseconds(500);

    /// <summary>How often a write that met a deadlock, a lock or a time-out is made, before the outcome itself is taken to be at fault.</summary>
    private const int MostTries = 10;

    private readonly Channel<SendRecord> _records = System.Threading.Channels.Channel.CreateBounded<SendRecord>(new BoundedChannelOptions(Most) { SingleReader = true });
    private volatile bool _blocked;
    private volatile bool _stopping;

    /// <summary>The last write failed and has not been made good.</summary>
    public bool IsBlocked => _blocked;

    /// <summary>Takes an outcome, which is stored within some 20 ms; waits while too many are on their way.</summary>
    public async ValueTask RecordAsync(SendRecord record)
    {
        try
        {
            await _records.Writer.WriteAsync(record, CancellationToken.None);
        }
        catch (ChannelClosedException)
        {
            // A send that outlived the stop: its outcome is stored all the same.
            await WriteAsync([record]);
        }
    }

    /// <summary>Stops after everything taken so far is stored. Drains have ended by then.</summary>
    public override Task StopAsync(CancellationToken cancellationToken)
    {
        _stopping = true;
        _records.Writer.TryComplete();
        return base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The token is not used for reading: a stop completes the channel, and what is in it is still written.
        var batch = new List<SendRecord>(Most);
        while (await _records.Reader.WaitToReadAsync(CancellationToken.None))
        {
            if (!_stopping && _records.Reader.Count < Most)
            {
                await Task.Delay(Gather, time, CancellationToken.None);
            }

            while (batch.Count < Most && _records.Reader.TryRead(out var record))
            {
                batch.Add(record);
            }

            await WriteAsync(batch);
            batch.Clear();
        }
    }

    private async Task WriteAsync(List<SendRecord> batch)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                await queue.RecordAsync(batch, CancellationToken.None);
                _blocked = false;
                return;
            }
            catch (Exception e) when (DatabaseFaults.IsAway(e))
            {
                if (!_blocked)
                {
                    CannotWrite(batch.Count, e.Message);
                }

                _blocked = true;
                if (_stopping)
                {
                    // The process ends; the rows stay claimed, the sweeper frees them, and they go out once more.
                    return;
                }

                await Task.Delay(RetryAfter, time, CancellationToken.None);
            }
            catch (Exception e) when (DatabaseFaults.IsPassing(e) && tries < MostTries && !_stopping)
            {
                await Task.Delay(RetryAfter, time, CancellationToken.None);
            }
            catch (Exception e)
            {
                await WriteOneByOneAsync(batch, e);
                return;
            }
        }
    }

    /// <summary>One outcome that cannot be stored must not keep the others from it.</summary>
    private async Task WriteOneByOneAsync(List<SendRecord> batch, Exception problem)
    {
        if (batch.Count > 1)
        {
            foreach (var record in batch.ToList())
            {
                await WriteAsync([record]);
            }

            return;
        }

        // Left out is what cannot be stored; that it was tried must be known, else it goes out again at every lease.
        BadOutcome(problem, batch[0].NotificationId);
        if (Simpler(batch[0]) is { } simpler)
        {
            await WriteAsync([simpler]);
            return;
        }

        // The database answered: nothing else is kept from being sent.
        _blocked = false;
    }

    /// <returns>The outcome without what came from outside; then, if that was not it, our own failure; then nothing.</returns>
    private static SendRecord? Simpler(SendRecord record)
    {
        const string Wordless = "the provider's words cannot be stored";
        const string Failed = "what became of it cannot be stored: see the log";
        var reason = record.Verdict switch
        {
            Verdict.Final final => final.Reason,
            Verdict.Retry retry => retry.Reason,
            _ => null,
        };
        if (reason == Failed)
        {
            return null;
        }

        if (record is { ProviderReference: null, ReceiptReference: null, Suppresses: null } && reason is null or Wordless)
        {
            return record with { DeliveryAssumed = false, Verdict = new Verdict.Final(NotificationStatus.TechnicalFailure, Failed) };
        }

        return record with
        {
            ProviderReference = null,
            ReceiptReference = null,
            Suppresses = null,
            Verdict = record.Verdict switch
            {
                Verdict.Final { Reason: not null } final => final with { Reason = Wordless },
                Verdict.Retry retry => retry with { Reason = Wordless },
                _ => record.Verdict,
            },
        };
    }

    [LoggerMessage(2011, LogLevel.Error, "The outcome of notification {NotificationId} cannot be stored")]
    private partial void BadOutcome(Exception exception, Guid notificationId);

    [LoggerMessage(2010, LogLevel.Error, "{Count} outcomes cannot be stored; sending stops until they are: {Reason}")]
    private partial void CannotWrite(int count, string reason);
}
