using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.Extensions.Options;
using Notify.Core.Errors;
using Notify.Core.Notifications;
using Notify.Core.Services;
using Notify.Data.Idempotency;
using Notify.Data.Notifications;
using Notify.Server.Delivery;
using Notify.Server.Features.Limits;
using Notify.Server.Hosting;
using Notify.Server.Hosting.Telemetry;
using Npgsql;

namespace Notify.Server.Features.Notifications;

/// <summary>The one way in: stores what was accepted, many requests in one commit, then wakes a drain.</summary>
/// <remarks>One writer takes what queued while its last commit ran and never waits for more: a pause halves the throughput and makes a
/// lone request slow.</remarks>
public sealed partial class AcceptedNotifications : BackgroundService
{
    private readonly AcceptStore _store;
    private readonly IdempotencyStore _answers;
    private readonly DailyLimits _limits;
    private readonly WakeUps _wakeUps;
    private readonly AcceptMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger<AcceptedNotifications> _logger;
    private readonly Channel<Waiting> _queue;
    private readonly Seldom<string> _told;
    private readonly int _batchSize;
    private volatile bool _stopping;

    public AcceptedNotifications(
        AcceptStore store,
        IdempotencyStore answers,
        DailyLimits limits,
        WakeUps wakeUps,
        AcceptMetrics metrics,
        IOptions<AcceptOptions> options,
        TimeProvider time,
        ILogger<AcceptedNotifications> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_store, _answers, _limits, _wakeUps, _metrics, _time, _logger) = (store, answers, limits, wakeUps, metrics, time, logger);
        _told = new(TimeSpan.FromSeconds(10), time);
        _batchSize = options.Value.BatchSize;
        _queue = System.Threading.Channels.Channel.CreateBounded<Waiting>(new BoundedChannelOptions(options.Value.QueueLength) { SingleReader = true });
    }

    /// <summary>Returns after commit: what has an id is never lost.</summary>
    /// <param name="allowance">The daily limits to fit in, judged for good here; null when it is not counted.</param>
    /// <param name="answer">The answer to remember under the request's key; null without a key.</param>
    /// <param name="cancellationToken">Only until the request is in the queue: a client that hangs up then must not leave half a send.</param>
    /// <returns>That it is stored, the answer that the same request had before, or a refusal: a daily limit, a key used for another request,
    /// or the queue full.</returns>
    public async Task<Result<Commitment>> CommitAsync(
        NewNotification notification, DailyAllowance? allowance, RememberedAnswer? answer, CancellationToken cancellationToken)
    {
        var acceptance = _store.Prepare(notification, allowance);
        using var span = NotificationTrace.Start("accept", notification.Id, ActivityKind.Internal);
        return await CommitAsync(
            answer is null ? acceptance : _store.Remember(acceptance, answer.Request.Key, answer.Request.Hash, answer.Bytes.Span), answer, cancellationToken);
    }

    /// <summary>Stores a send, or for a simulated recipient only its answer, if that is to be remembered.</summary>
    /// <param name="remember">Makes the answer to remember; null when the request carries no key.</param>
    /// <inheritdoc cref="CommitAsync(NewNotification, DailyAllowance?, RememberedAnswer?, CancellationToken)"/>
    public async Task<Result<AcceptedSend>> CommitAsync(
        AcceptedSend send, bool isSimulated, DailyAllowance? allowance, Func<AcceptedSend, RememberedAnswer>? remember, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(send);
        var answer = remember?.Invoke(send);
        if (isSimulated && answer is null)
        {
            return send;
        }

        var notification = send.Notification;
        var commit = isSimulated
            ? RememberAsync(notification.Id, notification.ServiceId, notification.KeyType, answer!, cancellationToken)
            : CommitAsync(notification, allowance, answer, cancellationToken);
        if (!(await commit).TryGet(out var commitment, out var refusal))
        {
            return refusal;
        }

        return commitment is Commitment.Repeated repeated
            ? send with { Answer = repeated.Answer, IsRepeated = true }
            : answer is null ? send : send with { Answer = answer.Bytes };
    }

    /// <summary>Remembers an answer where nothing is stored: simulated recipients.</summary>
    /// <param name="requestId">The id in the answer; no notification has it.</param>
    /// <inheritdoc cref="CommitAsync(NewNotification, DailyAllowance?, RememberedAnswer?, CancellationToken)"/>
    public Task<Result<Commitment>> RememberAsync(
        Guid requestId, Guid serviceId, KeyType keyType, RememberedAnswer answer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(answer);
        var nothing = new Acceptance { RequestId = requestId, ServiceId = serviceId, KeyType = keyType };
        return CommitAsync(_store.Remember(nothing, answer.Request.Key, answer.Request.Hash, answer.Bytes.Span), answer, cancellationToken);
    }

    /// <summary>Stops after everything taken so far is stored and answered. The server has stopped taking requests by then.</summary>
    public override Task StopAsync(CancellationToken cancellationToken)
    {
        _stopping = true;
        _queue.Writer.TryComplete();
        return base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The token is not used for reading: a stop completes the queue, and what is in it is still written.
        var batch = new List<Waiting>(_batchSize);
        var later = new Queue<Waiting>();
        while (later.Count > 0 || await _queue.Reader.WaitToReadAsync(CancellationToken.None))
        {
            // Of requests with the same key only the first is written now, and the others after its commit.
            Gathering.Fill(_queue.Reader, batch, later, _batchSize, int.MaxValue, waiting => waiting.Acceptance.Claims);
            await WriteAsync(batch);
            batch.Clear();
        }
    }

    private async Task<Result<Commitment>> CommitAsync(Acceptance acceptance, RememberedAnswer? answer, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var waiting = new Waiting(acceptance);
        if (!_queue.Writer.TryWrite(waiting))
        {
            if (!_stopping)
            {
                _metrics.Full();
                if (_told.Count(nameof(QueueFull)) is > 0 and var refused)
                {
                    QueueFull(refused);
                }

                return NotifyError.Unavailable;
            }

            // A request that outlived the stop is stored all the same.
            await WriteAsync([waiting]);
        }

        return await waiting.Outcome switch
        {
            AcceptOutcome.Full full => NotifyError.DailyLimit(full.Kind, full.Limit, full.DayEndsIn),
            AcceptOutcome.Known known when known.Answer.Hash.AsSpan().SequenceEqual(answer!.Request.Hash) => new Commitment.Repeated(_answers.Open(known.Answer)),
            AcceptOutcome.Known => NotifyError.IdempotencyKeyReused,
            _ => Commitment.Done,
        };
    }

    private async Task WriteAsync(List<Waiting> batch)
    {
        try
        {
            var begun = _time.GetTimestamp();
            var (outcomes, counts) = await _store.AcceptAsync([.. batch.Select(waiting => waiting.Acceptance)], CancellationToken.None);
            _metrics.Committed(batch.Count, _time.GetElapsedTime(begun));
            _limits.Learn(counts);
            for (var i = 0; i < batch.Count; i++)
            {
                Answer(batch[i], outcomes[i]);
            }
        }
        catch (CommitInDoubtException e)
        {
            var doubtful = new List<Waiting>();
            foreach (var (waiting, settled) in batch.Zip(e.Settled))
            {
                if (settled is null)
                {
                    doubtful.Add(waiting);
                }
                else
                {
                    Answer(waiting, settled);
                }
            }

            await AnswerDoubtfulAsync(doubtful, e);
        }
        catch (PostgresException e) when (!DatabaseFaults.IsAway(e) && batch.Count > 1)
        {
            // One of them cannot be stored, and the transaction with it: each is written for itself.
            await WriteOneByOneAsync(batch, e);
        }
        catch (Exception e)
        {
            batch.ForEach(waiting => waiting.Fail(e));
        }
    }

    private async Task WriteOneByOneAsync(List<Waiting> batch, Exception problem)
    {
        BatchFailed(batch.Count, problem.Message);
        foreach (var waiting in batch)
        {
            await WriteAsync([waiting]);
        }
    }

    private void Answer(Waiting waiting, AcceptOutcome outcome)
    {
        waiting.Finish(outcome);
        if (outcome is AcceptOutcome.Accepted && waiting.Acceptance.Notification is { } accepted)
        {
            _metrics.Accepted(accepted.Channel, accepted.KeyType);
        }

        // What is due later is found by the sweeper when it is due.
        if (outcome is AcceptOutcome.Accepted && waiting.Acceptance.Notification is { } notification
            && (notification.ScheduledFor is null || notification.ScheduledFor <= _time.GetUtcNow()))
        {
            _wakeUps.Wake(notification.Channel, notification.Lane);
        }
    }

    /// <summary>The batch was sent, and perhaps committed: the answer must be what is true, so it is looked up on a fresh connection.</summary>
    private async Task AnswerDoubtfulAsync(List<Waiting> batch, CommitInDoubtException doubt)
    {
        var problem = doubt.InnerException!;
        IReadOnlySet<Guid> stored = new HashSet<Guid>();
        var isKnown = false;
        try
        {
            stored = await _store.FindAcceptedAsync([.. batch.Select(waiting => waiting.Acceptance)], doubt.ProcessId);
            isKnown = true;
        }
        catch (Exception e)
        {
            problem = e;
        }

        if (isKnown && stored.Count == 0 && batch.Count > 1 && problem is not NpgsqlException)
        {
            // The connection is whole: it is one of the requests that cannot be written.
            await WriteOneByOneAsync(batch, problem);
            return;
        }

        foreach (var waiting in batch)
        {
            if (stored.Contains(waiting.Acceptance.RequestId))
            {
                Answer(waiting, AcceptOutcome.Stored);
            }
            else
            {
                waiting.Fail(problem);
            }
        }
    }

    [LoggerMessage(1034, LogLevel.Warning, "{Count} requests could not be stored together and are stored one by one: {Reason}")]
    private partial void BatchFailed(int count, string reason);

    [LoggerMessage(1033, LogLevel.Warning, "Too many requests wait to be stored: {Count} were refused since this was last told")]
    private partial void QueueFull(int count);

    private sealed class Waiting(Acceptance acceptance)
    {
        private readonly TaskCompletionSource<AcceptOutcome> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Acceptance Acceptance => acceptance;

        public Task<AcceptOutcome> Outcome => _outcome.Task;

        public void Finish(AcceptOutcome outcome) => _outcome.TrySetResult(outcome);

        public void Fail(Exception problem) => _outcome.TrySetException(problem);
    }
}
