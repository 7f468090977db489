using Hangfire;
using Notify.Core.Notifications;

namespace Notify.Server.Delivery;

/// <summary>Sends the e-mails that are due in one lane until nothing is left. Safe to run twice, anywhere: only who claims a row sends it.</summary>
[Queue(DrainQueue.Name)]
[FinishedDrain]
[AutomaticRetry(Attempts = 0, OnAttemptsExceeded = AttemptsExceededAction.Delete)] // the sweeper wakes a lane again, not Hangfire's ten tries
public sealed class DrainEmailLaneJob(LaneDrain drain, EmailSender sender)
{
    /// <param name="lane">Arguments of jobs hold no personal data: Hangfire stores and shows them in clear.</param>
    public Task RunAsync(Lane lane, CancellationToken cancellationToken) =>
        drain.RunAsync(Channel.Email, lane, (claim, mayStillGo, deadline) => sender.SendAsync(claim, lane, mayStillGo, deadline), cancellationToken);
}
