using System.Threading.Channels;
using Microsoft.Extensions.Options;
using Notify.Core;
using Notify.Core.Notifications;
using Notify.Data.Notifications;
using Npgsql;
using Channel = Notify.Core.Notifications.Channel;

namespace Notify.Server.Delivery;

/// <summary>Works one lane: claims batches, sends with many in flight while the next claim is already made, records, and ends when the lane
/// has been empty for a while.</summary>
public sealed partial class LaneDrain(
    QueueStore queue,
    LaneWaker waker,
    Worker worker,
    OutcomeRecorder recorder,
    IOptions<DeliveryOptions> options,
    TimeProvider time,
    ILogger<LaneDrain> logger)
{
    /// <param name="sendAsync">Hands one notification to its provider; does not throw for what the outside world does. Its token is the deadline.</param>
    /// <param name="cancellationToken">Cancelled at a stop: nothing more is claimed, what is in flight ends, the rest is handed back.</param>
    public async Task RunAsync(
        Channel channel, Lane lane, Func<ClaimedNotification, CancellationToken, Task<SendAttempt>> sendAsync, CancellationToken cancellationToken)
    {
        if (worker.Owner is not { } owner || waker.Begin(channel, lane) is not { } drain)
        {
            return;
        }

        using (drain)
        using (var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, owner.Lost))
        {
            // As much again as is in flight waits here: the next claim is made while this one is being sent.
            var claimed = System.Threading.Channels.Channel.CreateBounded<ClaimedNotification>(
                new BoundedChannelOptions(options.Value.InFlight) { SingleWriter = true });
            var unsent = new List<ClaimedNotification>();
            var senders = Enumerable.Range(0, options.Value.InFlight)
                .Select(_ => SendAllAsync(claimed.Reader, owner, sendAsync, unsent, stop.Token))
                .ToArray();
            try
            {
                await ClaimAllAsync(channel, lane, owner, drain, claimed.Writer, unsent, stop.Token);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                // A stop, or the owner is lost: both are handled below.
            }
            catch (Exception e) when (e is NpgsqlException or IOException or TimeoutException)
            {
                CannotClaim(channel, lane, e.Message);
            }
            finally
            {
                claimed.Writer.TryComplete();
                await Task.WhenAll(senders);
            }

            await HandBackAsync(unsent);
        }
    }

    private async Task ClaimAllAsync(
        Channel channel,
        Lane lane,
        Owner owner,
        LaneWaker.RunningDrain drain,
        ChannelWriter<ClaimedNotification> writer,
        List<ClaimedNotification> unsent,
        CancellationToken cancellationToken)
    {
        while (true)
        {
            drain.Reset();
            if (recorder.IsBlocked)
            {
                return;
            }

            var claim = await queue.ClaimDueAsync(channel, lane, owner.Number, options.Value.BatchSize, owner.Lease, cancellationToken);
            foreach (var (id, reason) in claim.Undecipherable)
            {
                Undecipherable(id, reason);
            }

            if (claim.IsFull)
            {
                waker.WakeAnother(channel, lane);
            }

            for (var i = 0; i < claim.Notifications.Count; i++)
            {
                try
                {
                    await writer.WriteAsync(claim.Notifications[i], cancellationToken);
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

            if (!claim.IsFull && !await drain.WaitAsync(options.Value.Linger, cancellationToken))
            {
                return;
            }
        }
    }

    private async Task SendAllAsync(
        ChannelReader<ClaimedNotification> reader,
        Owner owner,
        Func<ClaimedNotification, CancellationToken, Task<SendAttempt>> sendAsync,
        List<ClaimedNotification> unsent,
        CancellationToken stopping)
    {
        await foreach (var claim in reader.ReadAllAsync(CancellationToken.None))
        {
            if (stopping.IsCancellationRequested || recorder.IsBlocked)
            {
                lock (unsent)
                {
                    unsent.Add(claim);
                }

                continue;
            }

            // Begun early enough and ended by its deadline, a hand-over is recorded while the claim still stands: the retry
            // schedule counts it, however slow the provider is.
            if (!owner.StillHolds(claim, margin: owner.Lease * 0.6))
            {
                await HandBackAsync([claim]);
                continue;
            }

            using var deadline = new CancellationTokenSource(owner.Lease * 0.4, time);
            SendAttempt attempt;
            try
            {
                attempt = await sendAsync(claim, deadline.Token);
            }
            catch (Exception e)
            {
                // The edge of one message: whatever is wrong with it must not fail its batch. It may have gone out.
                SendingBroke(e, claim.Notification.Id);
                attempt = new SendAttempt(new SendOutcome.Doubtful("an error of ours: see the log"), "none", AcceptedIsDelivered: false);
            }

            await recorder.RecordAsync(Judge(claim, attempt));
        }
    }

    private SendRecord Judge(ClaimedNotification claim, SendAttempt attempt)
    {
        var now = time.GetUtcNow();
        var verdict = RetrySchedule.Judge(
            attempt.Outcome,
            attempt.AcceptedIsDelivered,
            claim.Notification.International,
            claim.Tries,
            claim.Age + time.GetElapsedTime(claim.ClaimedAt),
            options.Value.GiveUpAfter,
            Random.Shared.NextDouble());
        var accepted = attempt.Outcome as SendOutcome.Accepted;
        if (verdict is Verdict.Final { Reason: not null } final)
        {
            Failed(claim.Notification.Id, attempt.Provider, final.Status, claim.Tries + 1);
        }

        return new SendRecord
        {
            NotificationId = claim.Notification.Id,
            Owner = claim.Owner,
            Attempt = claim.Attempt,
            Provider = attempt.Provider,
            Verdict = verdict,
            SentAt = accepted is not null || attempt.WasTaken ? now : null,
            ProviderReference = accepted?.Reference,
            ReceiptReference = accepted is { ReceiptsNameOnlyReference: true } ? accepted.Reference : null,
            DeliveryAssumed = accepted is not null && attempt.AcceptedIsDelivered,
            Fragments = attempt.Fragments,
            EventId = Ids.New(time),
        };
    }

    private async Task HandBackAsync(List<ClaimedNotification> unsent)
    {
        if (unsent.Count == 0)
        {
            return;
        }

        try
        {
            await queue.HandBackAsync(unsent, CancellationToken.None);
        }
        catch (Exception e) when (e is NpgsqlException or IOException or TimeoutException)
        {
            // The sweeper frees them: by their owner's lock, or when the lease ends.
            CannotHandBack(unsent.Count, e.Message);
        }
    }

    [LoggerMessage(2020, LogLevel.Warning, "Cannot claim from lane {Channel} {Lane}: {Reason}")]
    private partial void CannotClaim(Channel channel, Lane lane, string reason);

    [LoggerMessage(2021, LogLevel.Error, "Notification {NotificationId} cannot be read: {Reason}")]
    private partial void Undecipherable(Guid notificationId, string reason);

    [LoggerMessage(2022, LogLevel.Error, "Sending notification {NotificationId} broke")]
    private partial void SendingBroke(Exception exception, Guid notificationId);

    [LoggerMessage(2023, LogLevel.Warning, "Notification {NotificationId} failed at {Provider} as {Status} after {Tries} tries")]
    private partial void Failed(Guid notificationId, string provider, NotificationStatus status, int tries);

    [LoggerMessage(2024, LogLevel.Warning, "{Count} unsent claims cannot be handed back; the sweeper will: {Reason}")]
    private partial void CannotHandBack(int count, string reason);
}
