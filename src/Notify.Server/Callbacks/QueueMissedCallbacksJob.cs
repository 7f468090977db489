using Hangfire;
using Notify.Data.Callbacks;

namespace Notify.Server.Callbacks;

/// <summary>Queues what callbacks missed while they were switched off, where whoever switched them on again was broken off. Safe to run twice,
/// anywhere.</summary>
internal sealed partial class QueueMissedCallbacksJob(CallbackStore callbacks, ILogger<QueueMissedCallbacksJob> logger)
{
    [DisableConcurrentExecution(60)]
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        foreach (var missed in await callbacks.MissedAsync(cancellationToken))
        {
            var count = await callbacks.QueueMissedAsync(missed, cancellationToken);
            if (count > 0)
            {
                Queued(count, missed.Kind, missed.ServiceId);
            }
        }
    }

    [LoggerMessage(5025, LogLevel.Warning, "Queued {Count} missed callbacks of kind {Kind} for service {ServiceId}: switching it on again was broken off")]
    private partial void Queued(int count, Core.Callbacks.CallbackKind kind, Guid serviceId);
}
