using System.Collections.Concurrent;
using System.Threading.Channels;
using Notify.Core.Errors;
using Notify.Core.Services;
using Notify.Data.Limits;

namespace Notify.Server.Features.Limits;

/// <summary>Requests per minute, for each service and kind of key, exact over all hosts: every token comes out of one row of the database.</summary>
/// <remarks>
/// One writer asks for the tokens of all requests that came in while its last question was under way. A service that sends steadily, and
/// whose bucket stays more than half full, gets a block of tokens in advance (at most <see cref="RequestBucket.Block"/>, twice what it used
/// last), so that its requests wait for nothing. A block is used or handed back within <see cref="Hold"/>, and while it is being used the next one
/// is asked for by then; until then it counts against the
/// bucket's capacity, so both together never exceed it. A host that finds no token while another still holds a block waits for that
/// to come back (<see cref="RequestTokenStore.ReserveFor"/> at most) before it refuses. Buckets of less than 16 tokens give no blocks.
/// A refusal is remembered until the bucket has its next token (<see cref="MaxMemory"/> at most): refused clients that go on cost the
/// database nothing. Where the database does not answer within a second, requests pass.
/// </remarks>
public sealed partial class RateLimiter(RequestTokenStore store, TimeProvider time, ILogger<RateLimiter> logger) : BackgroundService
{
    /// <summary>Well below the time for which the database counts a block as reserved.</summary>
    private static readonly TimeSpan Hold = TimeSpan.FromMilliseconds(100);

    /// <summary>A block that was used is exchanged for the next one a little before its end. Only requests that come while that is under way wait.</summary>
    private static readonly TimeSpan Exchange = Hold * 0.8;

    private static readonly TimeSpan MaxMemory = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan AskAgain = TimeSpan.FromMilliseconds(20);

    private readonly ConcurrentDictionary<(Guid ServiceId, KeyType KeyType), Bucket> _buckets = new();
    private readonly Channel<Bucket> _work = Channel.CreateUnbounded<Bucket>(new UnboundedChannelOptions { SingleReader = true });
    private long _awaySince;
    private volatile bool _away;

    /// <summary>How long a request waits for the database before it passes unasked, and for how long others pass after it. A test that
    /// counts refusals on a busy machine sets it higher.</summary>
    internal TimeSpan MaxWait { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Takes one token.</summary>
    /// <returns>Null when the request may pass; else the refusal with its figures. A refused request costs nothing.</returns>
    public ValueTask<NotifyError?> TakeAsync(Service service, KeyType keyType, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(service);
        var limit = service.Limits.RatePerMinute;
        var bucket = _buckets.GetOrAdd((service.Id, keyType), static key => new Bucket(key.ServiceId, key.KeyType));
        Request request;
        lock (bucket)
        {
            if (bucket.Limit == limit)
            {
                if (bucket.TryPass(time))
                {
                    return ValueTask.FromResult<NotifyError?>(null);
                }

                if (bucket.EmptyFor(time) is { Ticks: > 0 } wait)
                {
                    return ValueTask.FromResult<NotifyError?>(NotifyError.RateLimit(keyType, limit, wait));
                }
            }

            if (_away && time.GetElapsedTime(Volatile.Read(ref _awaySince)) < MaxWait)
            {
                return ValueTask.FromResult<NotifyError?>(null);
            }

            bucket.Limit = limit;
            bucket.Memory = TimeSpan.Zero;
            request = new Request(time.GetTimestamp());
            bucket.Waiting.Add(request);
            Enqueue(bucket);
        }

        return new(AnswerAsync(request, cancellationToken));
    }

    /// <summary>Hands back what is held: another host may need it. The server has stopped taking requests by then.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _work.Writer.TryComplete();
        await base.StopAsync(cancellationToken);
        await AskAsync([.. _buckets.Values], handsBack: true);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var buckets = new List<Bucket>();
        while (await _work.Reader.WaitToReadAsync(CancellationToken.None))
        {
            while (_work.Reader.TryRead(out var bucket))
            {
                buckets.Add(bucket);
            }

            await AskAsync(buckets);
            buckets.Clear();
        }
    }

    private async Task<NotifyError?> AnswerAsync(Request request, CancellationToken cancellationToken)
    {
        try
        {
            return await request.Answer.Task.WaitAsync(MaxWait, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            Away("no answer within a second");
            return null;
        }
    }

    /// <summary>The bucket's lock is held.</summary>
    private void Enqueue(Bucket bucket)
    {
        if (!bucket.IsQueued)
        {
            bucket.IsQueued = _work.Writer.TryWrite(bucket);
            if (!bucket.IsQueued)
            {
                // The process stops: the last requests pass.
                bucket.AnswerAll(null);
            }
        }
    }

    /// <param name="handsBack">Blocks that could still be used, too.</param>
    private async Task AskAsync(List<Bucket> buckets, bool handsBack = false)
    {
        var asks = new List<(Bucket Bucket, TokenAsk Ask, List<Request> Waiting)>(buckets.Count);
        var askedAt = time.GetTimestamp();
        foreach (var bucket in buckets)
        {
            lock (bucket)
            {
                bucket.IsQueued = false;
                if (bucket.Waiting.Count > 0 || bucket.IsBlockOver(time) || (handsBack && bucket.Block > 0))
                {
                    asks.Add((bucket, bucket.Ask(time, askedAt), bucket.Waiting));
                    bucket.Waiting = [];
                }
            }
        }

        if (asks.Count == 0)
        {
            return;
        }

        try
        {
            using var timeOut = new CancellationTokenSource(MaxWait, time);
            var grants = (await store.TakeAsync([.. asks.Select(asked => asked.Ask)], timeOut.Token)).ToDictionary(grant => (grant.ServiceId, grant.KeyType));
            _away = false;
            foreach (var (bucket, ask, waiting) in asks)
            {
                Share(bucket, ask, waiting, grants.GetValueOrDefault((bucket.ServiceId, bucket.KeyType)), askedAt);
            }
        }
        catch (Exception e)
        {
            // Whatever it is, a limiter that is broken must not stop the platform.
            Away(e.Message);
            foreach (var request in asks.SelectMany(asked => asked.Waiting))
            {
                request.Answer.TrySetResult(null);
            }
        }
    }

    private void Share(Bucket bucket, TokenAsk ask, List<Request> waiting, TokenGrant? grant, long askedAt)
    {
        lock (bucket)
        {
            if (grant is null)
            {
                // Somebody removed the row: it is made anew.
                bucket.IsNew = true;
                WaitOn(bucket, waiting);
                return;
            }

            bucket.IsNew = false;
            foreach (var request in waiting.Take(grant.Passed))
            {
                request.Answer.TrySetResult(null);
            }

            bucket.Used += grant.Passed;
            bucket.Generation = grant.Generation;
            (bucket.Block, bucket.Held, bucket.HeldSince) = (grant.Block, grant.Block, askedAt);
            if (grant.Block > 0)
            {
                _ = LaterAsync(bucket, Exchange);
                if (bucket.Limit == ask.Limit)
                {
                    bucket.ServeFromBlock(time);
                }
            }

            var others = waiting[Math.Min(grant.Passed, waiting.Count)..];
            if (others.Count == 0)
            {
                return;
            }

            // What counts is when the question was asked: its answer may have come late, and know of blocks that are over by now.
            var patient = grant.Reserved > 0
                ? others.Where(request => time.GetElapsedTime(request.Since, askedAt) < RequestTokenStore.ReserveFor + Hold).ToList()
                : [];
            if (patient.Count < others.Count)
            {
                // One token has to be left after taking. A limit of 0 never has one.
                var wait = ask.Limit == 0 ? TimeSpan.FromSeconds(60) : TimeSpan.FromSeconds(Math.Max(0, 2 - grant.Tokens) * 60 / ask.Limit);
                var refusal = NotifyError.RateLimit(bucket.KeyType, ask.Limit, wait);
                others.Except(patient).ToList().ForEach(request => request.Answer.TrySetResult(refusal));
                if (patient.Count == 0 && bucket.Limit == ask.Limit)
                {
                    (bucket.EmptySince, bucket.Wait, bucket.Memory) = (askedAt, wait, wait < MaxMemory ? wait : MaxMemory);
                }
            }

            WaitOn(bucket, patient);
        }
    }

    /// <summary>The bucket's lock is held.</summary>
    private void WaitOn(Bucket bucket, List<Request> requests)
    {
        if (requests.Count > 0)
        {
            bucket.Waiting.InsertRange(0, requests);
            _ = LaterAsync(bucket, AskAgain);
        }
    }

    /// <summary>Asks again, or hands back, after a while.</summary>
    private async Task LaterAsync(Bucket bucket, TimeSpan after)
    {
        await Task.Delay(after, time);
        lock (bucket)
        {
            if (bucket.Waiting.Count > 0 || bucket.IsBlockOver(time))
            {
                Enqueue(bucket);
            }
        }
    }

    private void Away(string reason)
    {
        Volatile.Write(ref _awaySince, time.GetTimestamp());
        if (!_away)
        {
            CannotCount(reason);
        }

        _away = true;
    }

    [LoggerMessage(1040, LogLevel.Warning, "Requests per minute cannot be counted, so all pass: {Reason}")]
    private partial void CannotCount(string reason);

    /// <summary>A request that waits for a token.</summary>
    private sealed record Request(long Since)
    {
        public TaskCompletionSource<NotifyError?> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>What this host knows of one service and kind of key. Locked by itself.</summary>
    private sealed class Bucket(Guid serviceId, KeyType keyType)
    {
        private long _lastAsk;

        public Guid ServiceId => serviceId;

        public KeyType KeyType => keyType;

        public bool IsNew { get; set; } = true;

        public int Limit { get; set; } = -1;

        public List<Request> Waiting { get; set; } = [];

        public bool IsQueued { get; set; }

        /// <summary>Tokens taken in advance, and those of them that are left.</summary>
        public int Block { get; set; }

        public int Held { get; set; }

        public long HeldSince { get; set; }

        public long Generation { get; set; }

        /// <summary>Requests that passed since the last question.</summary>
        public int Used { get; set; }

        /// <summary>When a refusal was learnt, in what time from then there is a token, and how long that is believed.</summary>
        public long EmptySince { get; set; }

        public TimeSpan Wait { get; set; }

        public TimeSpan Memory { get; set; }

        public TimeSpan EmptyFor(TimeProvider time) =>
            Memory > TimeSpan.Zero && time.GetElapsedTime(EmptySince) is var elapsed && elapsed < Memory ? Wait - elapsed : TimeSpan.Zero;

        /// <summary>Whether it holds a block that is to be exchanged, or handed back, by now.</summary>
        public bool IsBlockOver(TimeProvider time) => Block > 0 && time.GetElapsedTime(HeldSince) >= Exchange;

        /// <summary>Takes a token of the block.</summary>
        /// <returns>False: none is left, or it is over.</returns>
        public bool TryPass(TimeProvider time)
        {
            if (Held == 0 || time.GetElapsedTime(HeldSince) >= Hold)
            {
                return false;
            }

            Held--;
            Used++;
            return true;
        }

        /// <summary>Those that came while the block was asked for: else they would ask at once again, and hand it back with that.</summary>
        public void ServeFromBlock(TimeProvider time)
        {
            var served = 0;
            while (served < Waiting.Count && TryPass(time))
            {
                Waiting[served++].Answer.TrySetResult(null);
            }

            Waiting.RemoveRange(0, served);
        }

        /// <summary>The question to ask now; what was held is handed back with it.</summary>
        public TokenAsk Ask(TimeProvider time, long now)
        {
            var isSteady = time.GetElapsedTime(_lastAsk, now) < 2 * Hold && (Waiting.Count > 0 || Used > 0);
            var ask = new TokenAsk(serviceId, keyType)
            {
                Limit = Limit,
                Wanted = Waiting.Count,
                InAdvance = isSteady ? Math.Min(2 * Used, RequestBucket.Block(Limit)) : 0,
                Released = Block,
                Unspent = Held,
                Generation = Generation,
                IsNew = IsNew,
            };
            (Block, Held, Used, _lastAsk) = (0, 0, 0, now);
            return ask;
        }

        public void AnswerAll(NotifyError? answer)
        {
            Waiting.ForEach(request => request.Answer.TrySetResult(answer));
            Waiting.Clear();
        }
    }
}
