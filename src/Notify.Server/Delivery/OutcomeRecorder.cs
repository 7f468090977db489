using System.Threading.Channels;
using Notify.Data.Notifications;
using Npgsql;

namespace Notify.Server.Delivery;

/// <summary>Stores outcomes: gathers what came in 20 ms and writes it in one statement.</summary>
/// <remarks>While records cannot be written, drains send nothing more (<see cref="IsBlocked"/>), the records are kept, and they are
/// written first when the database is back; the guard of owner and attempt drops those that someone else has taken meanwhile.</remarks>
public sealed partial class OutcomeRecorder(QueueStore queue, TimeProvider time, ILogger<OutcomeRecorder> logger) : BackgroundService
{
    private const int MostAtOnce = 2000;
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMilliseconds(500);

    private readonly Channel<SendRecord> _records = Channel.CreateUnbounded<SendRecord>(new() { SingleReader = true });
    private volatile bool _blocked;
    private volatile bool _stopping;

    /// <summary>The last write failed and has not been made good.</summary>
    public bool IsBlocked => _blocked;

    /// <summary>Takes an outcome; it is stored within some 20 ms.</summary>
    public void Record(SendRecord record) => _records.Writer.TryWrite(record);

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
        var batch = new List<SendRecord>();
        while (await _records.Reader.WaitToReadAsync(CancellationToken.None))
        {
            if (!_stopping)
            {
                await Task.Delay(Gather, time, CancellationToken.None);
            }

            while (batch.Count < MostAtOnce && _records.Reader.TryRead(out var record))
            {
                batch.Add(record);
            }

            await WriteAsync(batch);
            batch.Clear();
        }
    }

    private async Task WriteAsync(List<SendRecord> batch)
    {
        while (true)
        {
            try
            {
                await queue.RecordAsync(batch, CancellationToken.None);
                _blocked = false;
                return;
            }
            catch (Exception e) when (e is NpgsqlException or IOException or TimeoutException)
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
        }
    }

    [LoggerMessage(2010, LogLevel.Error, "{Count} outcomes cannot be stored; sending stops until they are: {Reason}")]
    private partial void CannotWrite(int count, string reason);
}
