using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.Extensions.Options;
using Notify.Core;
using Notify.Core.Notifications;
using Notify.Core.Services;
using Notify.Core.Suppressions;
using Notify.Data.Notifications;
using Notify.Server.Delivery.Providers;
using Notify.Server.Hosting;
using Notify.Server.Hosting.Telemetry;
using Channel = Notify.Core.Notifications.Channel;

namespace Notify.Server.Delivery;

/// <summary>Works one lane: claims batches, sends with many in flight while the next claim is already made, records, and ends when the lane
/// has been empty for a while.</summary>
public sealed partial class LaneDrain(
    QueueStore queue,
    LaneWaker waker,
    Worker worker,
    OutcomeRecorder recorder,
    ProviderChoice choice,
    DeliveryMetrics metrics,
    ProviderAnswers answers,
    DeliveryTimes times,
    IOptions<DeliveryOptions> options,
    TimeProvider time,
    ILogger<LaneDrain> logger)
{
    /// <summary>A full channel of claims for this long, while one provider hangs and another is well, calls for more senders.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Between two looks of a drain that waits at what its senders could not send.</summary>
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    /// <param name="sendAsync">Hands one notification to a provider, or returns null when none would take it; does not throw for what the
    /// outside world does. Right before the wire it asks once more whether the claim still stands, since a process may be frozen anywhere;
    /// its token is the deadline.</param>
    /// <param name="cancellationToken">Cancelled at a stop: nothing more is claimed, what is in flight ends, the rest is handed back.</param>
    public async Task RunAsync(
        Channel channel, Lane lane, Func<ClaimedNotification, Func<bool>, CancellationToken, Task<SendAttempt?>> sendAsync, CancellationToken cancellationToken)
    {
        if (worker.Owner is not { } owner)
        {
            waker.Forget(channel, lane);
            return;
        }

        if (waker.Begin(channel, lane) is not { } drain)
        {
            return;
        }

        using (drain)
        using (var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, owner.Lost))
        {
            // As much again as is in flight waits here: the next claim is made while this one is being sent.
            var claimed = System.Threading.Channels.Channel.CreateBounded<ClaimedNotification>(
                new BoundedChannelOptions(options.Value.InFlight) { SingleWriter = true });

            // What is not sent after all goes back with the next claim, together: a statement each would be a burst of connections.
            var unsent = new List<ClaimedNotification>();
            var senders = new List<Task>();
            AddSenders();
            try
            {
                await ClaimAllAsync(channel, lane, owner, drain, claimed.Writer, AddSenders, unsent, stop.Token);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                // A stop, or the owner is lost: both are handled below.
            }
            catch (Exception e) when (DatabaseFaults.IsOne(e))
            {
                CannotClaim(channel, lane, e.Message);
            }
            finally
            {
                claimed.Writer.TryComplete();

                // From here on it claims nothing more: what becomes due while the last hand-overs hang must find another drain.
                drain.Dispose();
                await Task.WhenAll(senders);
            }

            await HandBackAsync(unsent);

            void AddSenders() => senders.AddRange(Enumerable.Range(0, options.Value.InFlight)
                .Select(_ => SendAllAsync(lane, claimed.Reader, owner, sendAsync, unsent, stop.Token)));
        }
    }

    private async Task ClaimAllAsync(
        Channel channel,
        Lane lane,
        Owner owner,
        LaneWaker.RunningDrain drain,
        ChannelWriter<ClaimedNotification> writer,
        Action addSenders,
        List<ClaimedNotification> unsent,
        CancellationToken cancellationToken)
    {
        var mayAdd = 2;
        while (true)
        {
            drain.Reset();
            if (recorder.IsBlocked)
            {
                return;
            }

            await HandBackAsync(unsent);

            // A lane whose providers take nothing is left alone: claims would only be handed back.
            var isUrgent = lane == Lane.Priority;
            var room = choice.Room(channel, isUrgent);
            if (room <= 0)
            {
                await choice.WaitForRoomAsync(channel, isUrgent, cancellationToken);
                cancellationToken.ThrowIfCancellationRequested();
                continue;
            }

            var claim = await queue.ClaimDueAsync(
                channel, lane, owner.Number, Math.Min(options.Value.BatchSize, room), drain.LastService, owner.Lease, cancellationToken);
            drain.LastService = claim.LastService;
            if (isUrgent && claim.Notifications.Count == 0)
            {
                choice.NothingUrgentWaits(channel);
            }

            if (claim.HasMore)
            {
                waker.WakeAnother(channel, lane);
            }

            for (var i = 0; i < claim.Notifications.Count; i++)
            {
                try
                {
                    while (!writer.TryWrite(claim.Notifications[i]))
                    {
                        var free = writer.WaitToWriteAsync(cancellationToken).AsTask();
                        if (mayAdd > 0 && await Task.WhenAny(free, Task.Delay(Patience, time, cancellationToken)) != free && choice.IsStalledBesideOther(channel))
                        {
                            // One provider hangs and holds all the senders: others must not wait for it.
                            mayAdd--;
                            addSenders();
                        }

                        await free;
                    }
                }
                catch (OperationCanceledException)
                {
                    lock (unsent)
                    {
                        unsent.AddRange(claim.Notifications.Skip(i));
                    }

                    throw;
                }
            }

            foreach (var closed in claim.Closed)
            {
                await LeaveClosedAsync(closed, channel, lane, owner);
            }

            if (!claim.HasMore && !await IsMoreComingAsync(drain, unsent, cancellationToken))
            {
                return;
            }
        }
    }

    /// <summary>What the key ring does not open waits for a host whose ring does, or for an operator who gives the key; not for longer than anything else.</summary>
    private async Task LeaveClosedAsync(ClosedNotification closed, Channel channel, Lane lane, Owner owner)
    {
        Undecipherable(closed.Id, closed.Reason);
        if (Expired(lane, closed.Age, closed.Doubts, closed.FailedProvider, "no host had the key that opens it") is not { } attempt)
        {
            return;
        }

        var verdict = RetrySchedule.Judge(
            attempt.Outcome, attempt.AcceptedIsDelivered, closed.International, attempt.Elsewhere, tries: 0, closed.Doubts, closed.Age, options.Value.GiveUpAfterIn(lane),
            attempt.Validity, jitter: 0);
        metrics.HandedOver(channel, lane, attempt, TimeSpan.Zero, closed.Age, verdict);
        await recorder.RecordAsync(new SendRecord
        {
            NotificationId = closed.Id,
            Owner = owner.Number,
            Attempt = closed.Attempt,
            Provider = attempt.Provider,
            Verdict = verdict,
            SentAt = verdict is Verdict.Final { IsUnanswered: true } ? time.GetUtcNow() : null,
            EventId = Ids.New(time),
        });
    }

    /// <summary>Waits in an empty lane, though not with claims in hand that the senders would not take any more.</summary>
    private async Task<bool> IsMoreComingAsync(LaneWaker.RunningDrain drain, List<ClaimedNotification> unsent, CancellationToken cancellationToken)
    {
        var linger = options.Value.Linger;
        for (var waited = TimeSpan.Zero; waited < linger; waited += LookEvery)
        {
            if (await drain.WaitAsync(linger - waited < LookEvery ? linger - waited : LookEvery, cancellationToken))
            {
                return true;
            }

            lock (unsent)
            {
                if (unsent.Count > 0)
                {
                    return true;
                }
            }

            if (recorder.IsBlocked)
            {
                return false;
            }
        }

        return false;
    }

    private async Task SendAllAsync(
        Lane lane,
        ChannelReader<ClaimedNotification> reader,
        Owner owner,
        Func<ClaimedNotification, Func<bool>, CancellationToken, Task<SendAttempt?>> sendAsync,
        List<ClaimedNotification> unsent,
        CancellationToken stopping)
    {
        await foreach (var claim in reader.ReadAllAsync(CancellationToken.None))
        {
            if (stopping.IsCancellationRequested || recorder.IsBlocked)
            {
                Keep(claim, unsent);
                continue;
            }

            // Begun early enough and ended by its deadline, a hand-over is recorded while the claim still stands: the retry
            // schedule counts it, however slow the provider is.
            if (!owner.StillHolds(claim, margin: owner.Lease * 0.6))
            {
                Keep(claim, unsent);
                continue;
            }

            using var deadline = new CancellationTokenSource(options.Value.HandOver, time);
            SendAttempt? attempt;
            using var span = NotificationTrace.Start("send", claim.Notification.Id, ActivityKind.Client);
            var begun = time.GetTimestamp();
            var isOnTheWire = false;
            try
            {
                attempt = Expired(lane, AgeOf(claim), claim.Doubts, claim.FailedProvider)
                    ?? await sendAsync(claim, () => isOnTheWire = owner.StillHolds(claim, margin: owner.Lease * 0.2), deadline.Token);
            }
            catch (Exception e)
            {
                // The edge of one message: whatever is wrong with it must not fail its batch.
                SendingBroke(e, claim.Notification.Id);
                var passes = e is OperationCanceledException || DatabaseFaults.IsPassing(e);
                attempt = new SendAttempt(
                    (passes, isOnTheWire) switch
                    {
                        (true, true) => new SendOutcome.Doubtful("broken off after it may have gone out"),
                        (true, false) => new SendOutcome.Unavailable("not prepared in time: the database is slow or away", ProviderFault.None),
                        // Tries that a provider failed say nothing about us.
                        _ => RetrySchedule.Broke(isOnTheWire, claim.FailedProvider == SendAttempt.Nobody ? claim.Tries : 0, claim.Doubts),
                    },
                    SendAttempt.Nobody,
                    AcceptedIsDelivered: false);
            }

            if (attempt is null)
            {
                Keep(claim, unsent);
                continue;
            }

            var record = Judge(lane, claim, attempt);
            metrics.HandedOver(claim.Notification.Channel, lane, attempt, time.GetElapsedTime(begun), AgeOf(claim), record.Verdict);
            if (record.DeliveryAssumed && claim.Notification.KeyType != KeyType.Test)
            {
                times.Delivered(claim.Notification.Channel, lane, AgeOf(claim));
            }

            if (attempt.Provider != SendAttempt.Nobody && !attempt.IsExpired)
            {
                answers.HandedOver(attempt.Provider, attempt.Outcome);
            }

            span?.SetTag("provider", attempt.Provider).SetTag("attempt", claim.Attempt);
            if (attempt.Outcome is not SendOutcome.Accepted)
            {
                span?.SetStatus(ActivityStatusCode.Error);
            }

            await recorder.RecordAsync(record);
        }
    }

    /// <summary>What is recorded instead of a hand-over when it is too late for one; null: it is not.</summary>
    private SendAttempt? Expired(Lane lane, TimeSpan age, int doubts, string? failedProvider, string? why = null) =>
        RetrySchedule.Expired(age, options.Value.GiveUpAfterIn(lane), doubts, why) is { } expired
            ? new SendAttempt(expired, doubts > 0 ? failedProvider ?? SendAttempt.Nobody : SendAttempt.Nobody, AcceptedIsDelivered: false) { IsExpired = true }
            : null;

    private static void Keep(ClaimedNotification claim, List<ClaimedNotification> unsent)
    {
        lock (unsent)
        {
            unsent.Add(claim);
        }
    }

    private TimeSpan AgeOf(ClaimedNotification claim) => claim.AgeNow(time);

    private SendRecord Judge(Lane lane, ClaimedNotification claim, SendAttempt attempt)
    {
        var now = time.GetUtcNow();
        var verdict = RetrySchedule.Judge(
            attempt.Outcome,
            attempt.AcceptedIsDelivered,
            claim.Notification.International,
            attempt.Elsewhere,
            claim.Tries,
            claim.Doubts,
            AgeOf(claim),
            options.Value.GiveUpAfterIn(lane),
            attempt.Validity,
            Random.Shared.NextDouble());
        var accepted = attempt.Outcome as SendOutcome.Accepted;
        if (verdict is Verdict.Final { IsFailure: true } final)
        {
            Failed(claim.Notification.Id, attempt.Provider, final.Status, claim.Tries + 1, attempt.Cause, attempt.Outcome.Code?.Value ?? "none");
        }

        return new SendRecord
        {
            NotificationId = claim.Notification.Id,
            Owner = claim.Owner,
            Attempt = claim.Attempt,
            Provider = attempt.Provider,
            Verdict = verdict,
            SentAt = accepted is not null || attempt.WasTaken || verdict is Verdict.Final { IsUnanswered: true } ? now : null,
            ProviderReference = accepted?.Reference,
            ReceiptReference = accepted is { ReceiptsNameOnlyReference: true } ? accepted.Reference : null,
            DeliveryAssumed = accepted is not null && attempt.AcceptedIsDelivered,
            Fragments = attempt.Fragments,
            Suppresses = attempt.Outcome is SendOutcome.Refused refused ? SuppressionRules.ReasonOf(refused.Kind) : null,
            EventId = Ids.New(time),
        };
    }

    /// <summary>Gives back what was gathered so far. What cannot be given back now is tried again with what comes next.</summary>
    private async Task HandBackAsync(List<ClaimedNotification> unsent)
    {
        List<ClaimedNotification> taken;
        lock (unsent)
        {
            taken = [.. unsent];
            unsent.Clear();
        }

        if (taken.Count == 0)
        {
            return;
        }

        try
        {
            await queue.HandBackAsync(taken, CancellationToken.None);
        }
        catch (Exception e) when (DatabaseFaults.IsOne(e))
        {
            // At the end of the drain there is no next time: then the sweeper frees them, by their owner's lock or when the lease ends.
            CannotHandBack(taken.Count, e.Message);
            lock (unsent)
            {
                unsent.AddRange(taken);
            }
        }
    }

    [LoggerMessage(2020, LogLevel.Warning, "Cannot claim from lane {Channel} {Lane}: {Reason}")]
    private partial void CannotClaim(Channel channel, Lane lane, string reason);

    [LoggerMessage(2021, LogLevel.Error, "Notification {NotificationId} cannot be read: {Reason}")]
    private partial void Undecipherable(Guid notificationId, string reason);

    [LoggerMessage(2022, LogLevel.Error, "Sending notification {NotificationId} broke")]
    private partial void SendingBroke(Exception exception, Guid notificationId);

    [LoggerMessage(2023, LogLevel.Warning, "Notification {NotificationId} failed at {Provider} as {Status} after {Tries} tries: {Cause}, code {Code}")]
    private partial void Failed(Guid notificationId, string provider, NotificationStatus status, int tries, string cause, string code);

    [LoggerMessage(2024, LogLevel.Warning, "{Count} unsent claims cannot be handed back; the sweeper will: {Reason}")]
    private partial void CannotHandBack(int count, string reason);
}
