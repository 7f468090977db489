using Hangfire;
using Notify.Server.Delivery;

namespace Notify.Server.Callbacks;

/// <summary>Tells services what is due. Safe to run twice, anywhere: only who claims a row sends it.</summary>
[Queue(Queue)]
[FinishedDrain]
[AutomaticRetry(Attempts = 0, OnAttemptsExceeded = AttemptsExceededAction.Delete)] // the sweeper enqueues it again
internal sealed class DrainCallbacksJob(CallbackDrain drain)
{
    /// <summary>Callbacks have a Hangfire queue and server of their own, so that they never take the workers of other jobs.</summary>
    public const string Queue = "callbacks";

    public Task RunAsync(CancellationToken cancellationToken) => drain.RunAsync(cancellationToken);
}
