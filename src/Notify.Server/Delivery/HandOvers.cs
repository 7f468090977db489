using System.Diagnostics;
using Microsoft.Extensions.Options;
using Notify.Core;
using Notify.Core.Notifications;
using Notify.Core.Services;
using Notify.Core.Suppressions;
using Notify.Data.Notifications;
using Notify.Server.Hosting;
using Notify.Server.Hosting.Telemetry;
using Channel = Notify.Core.Notifications.Channel;

namespace Notify.Server.Delivery;

/// <summary>Hands one notification to a provider. Does not throw for what the outside world does.</summary>
/// <param name="mayStillGo">Asked right before the wire whether the claim still stands, since a process may be frozen anywhere.</param>
/// <returns>What came of it; null when no provider would take it now.</returns>
public delegate Task<SendAttempt?> SendToProvider(ClaimedNotification claim, Func<bool> mayStillGo, CancellationToken deadline);

/// <summary>Hands a claimed notification over, judges what came of it, and records it.</summary>
/// <remarks>All senders of all lanes use the same one at once.</remarks>
public sealed partial class HandOvers(
    OutcomeRecorder recorder,
    DeliveryMetrics metrics,
    ProviderAnswers answers,
    DeliveryTimes times,
    IOptions<DeliveryOptions> options,
    TimeProvider time,
    ILogger<HandOvers> logger)
{
    /// <summary>Sends what this host holds and can read, unless it has become too old.</summary>
    /// <returns>False when it is to be handed back: the claim ends too soon or is lost, or no provider would take it now.</returns>
    public async Task<bool> TryMakeAsync(ClaimedNotification claim, Lane lane, Owner owner, SendToProvider sendAsync)
    {
        ArgumentNullException.ThrowIfNull(claim);
        ArgumentNullException.ThrowIfNull(owner);
        ArgumentNullException.ThrowIfNull(sendAsync);

        // Begun early enough and ended by its deadline, a hand-over is recorded while the claim still stands: the retry
        // schedule counts it, however slow the provider is.
        if (!owner.StillHolds(claim, margin: owner.Lease * 0.6))
        {
            return false;
        }

        using var span = NotificationTrace.Start("send", claim.Notification.Id, ActivityKind.Client);
        var begun = time.GetTimestamp();
        var made = Expired(lane, claim.AgeNow(time), claim.Doubts, claim.FailedProvider) ?? await SendAsync(claim, owner, sendAsync);
        if (made is not { } attempt)
        {
            return false;
        }

        var channel = claim.Notification.Channel;
        var age = claim.AgeNow(time);
        var verdict = Judge(lane, new(claim.Notification.Id, channel, claim.Notification.International, claim.Tries, claim.Doubts, age), attempt);

        // Of what became too old no hand-over was made: it counts as failed or, where an earlier one may have delivered it, by how it ends.
        if (!attempt.IsExpired)
        {
            metrics.HandedOver(channel, lane, attempt, time.GetElapsedTime(begun), age);
            if (attempt.Provider != SendAttempt.Nobody)
            {
                answers.HandedOver(attempt.Provider, attempt.Outcome);
            }
        }

        var record = RecordOf(claim.Notification.Id, claim.Owner, claim.Attempt, attempt, verdict);
        if (record.DeliveryAssumed && claim.Notification.KeyType != KeyType.Test)
        {
            times.Delivered(channel, lane, age);
        }

        span?.SetTag("provider", attempt.Provider).SetTag("attempt", claim.Attempt);
        if (attempt.Outcome is not SendOutcome.Accepted)
        {
            span?.SetStatus(ActivityStatusCode.Error);
        }

        await recorder.RecordAsync(record);
        return true;
    }

    /// <summary>What the key ring does not open waits for a host whose ring does, or for an operator who gives the key; not for longer than anything else.</summary>
    public async Task LeaveClosedAsync(ClosedNotification closed, Channel channel, Lane lane, Owner owner)
    {
        ArgumentNullException.ThrowIfNull(closed);
        ArgumentNullException.ThrowIfNull(owner);
        Undecipherable(closed.Id, closed.Reason);
        if (Expired(lane, closed.Age, closed.Doubts, closed.FailedProvider, "no host had the key that opens it") is not { } attempt)
        {
            return;
        }

        var verdict = Judge(lane, new(closed.Id, channel, closed.International, closed.Tries, closed.Doubts, closed.Age), attempt);
        await recorder.RecordAsync(RecordOf(closed.Id, owner.Number, closed.Attempt, attempt, verdict));
    }

    private async Task<SendAttempt?> SendAsync(ClaimedNotification claim, Owner owner, SendToProvider sendAsync)
    {
        using var deadline = new CancellationTokenSource(options.Value.HandOver, time);
        var isOnTheWire = false;
        try
        {
            return await sendAsync(claim, () => isOnTheWire = owner.StillHolds(claim, margin: owner.Lease * 0.2), deadline.Token);
        }
        catch (Exception e)
        {
            // The edge of one message: whatever is wrong with it must not fail its batch.
            SendingBroke(e, claim.Notification.Id);
            var passes = e is OperationCanceledException || DatabaseFaults.IsPassing(e);
            return new SendAttempt(
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
    }

    /// <summary>What is recorded instead of a hand-over when it is too late for one; null: it is not.</summary>
    private SendAttempt? Expired(Lane lane, TimeSpan age, int doubts, string? failedProvider, string? why = null) =>
        RetrySchedule.Expired(age, options.Value.GiveUpAfterIn(lane), doubts, why) is { } expired
            ? new SendAttempt(expired, doubts > 0 ? failedProvider ?? SendAttempt.Nobody : SendAttempt.Nobody, AcceptedIsDelivered: false) { IsExpired = true }
            : null;

    private Verdict Judge(Lane lane, Judged judged, SendAttempt attempt)
    {
        var verdict = RetrySchedule.Judge(
            attempt.Outcome,
            attempt.AcceptedIsDelivered,
            judged.International,
            attempt.Elsewhere,
            judged.Tries,
            judged.Doubts,
            judged.Age,
            options.Value.GiveUpAfterIn(lane),
            attempt.Validity,
            Random.Shared.NextDouble());
        if (verdict is Verdict.Final { IsFailure: true } final)
        {
            var tries = attempt.IsExpired ? judged.Tries : judged.Tries + 1;
            Failed(judged.Id, attempt.Provider, final.Status, tries, attempt.Cause, attempt.Outcome.Code?.Value ?? "none");
            metrics.Failed(judged.Channel, attempt.Provider, final.Status, attempt.Cause);
        }

        return verdict;
    }

    private SendRecord RecordOf(Guid id, int owner, int claimNumber, SendAttempt attempt, Verdict verdict)
    {
        var accepted = attempt.Outcome as SendOutcome.Accepted;
        return new SendRecord
        {
            NotificationId = id,
            Owner = owner,
            Attempt = claimNumber,
            Provider = attempt.Provider,
            Verdict = verdict,
            SentAt = accepted is not null || attempt.WasTaken || verdict is Verdict.Final { IsUnanswered: true } ? time.GetUtcNow() : null,
            ProviderReference = accepted?.Reference,
            ReceiptReference = accepted is { ReceiptsNameOnlyReference: true } ? accepted.Reference : null,
            DeliveryAssumed = accepted is not null && attempt.AcceptedIsDelivered,
            Fragments = attempt.Fragments,
            Suppresses = attempt.Outcome is SendOutcome.Refused refused ? SuppressionRules.ReasonOf(refused.Kind) : null,
            EventId = Ids.New(time),
        };
    }

    [LoggerMessage(2021, LogLevel.Error, "Notification {NotificationId} cannot be read: {Reason}")]
    private partial void Undecipherable(Guid notificationId, string reason);

    [LoggerMessage(2022, LogLevel.Error, "Sending notification {NotificationId} broke")]
    private partial void SendingBroke(Exception exception, Guid notificationId);

    [LoggerMessage(2023, LogLevel.Warning, "Notification {NotificationId} failed at {Provider} as {Status} after {Tries} tries: {Cause}, code {Code}")]
    private partial void Failed(Guid notificationId, string provider, NotificationStatus status, int tries, string cause, string code);

    /// <summary>What is known of a notification whose attempt is judged.</summary>
    /// <param name="Tries">Outcomes recorded before.</param>
    /// <param name="Doubts">Those of them that nobody answered.</param>
    private readonly record struct Judged(Guid Id, Channel Channel, bool International, int Tries, int Doubts, TimeSpan Age);
}
