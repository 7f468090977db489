using Hangfire.Common;
using Hangfire.States;
using Hangfire.Storage;

namespace Notify.Server.Delivery;

/// <summary>Keeps finished drains for an hour instead of Hangfire's day: there are many, and what they did stands on the notifications.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class FinishedDrainAttribute : JobFilterAttribute, IApplyStateFilter
{
    public void OnStateApplied(ApplyStateContext context, IWriteOnlyTransaction transaction) => context.JobExpirationTimeout = TimeSpan.FromHours(1);

    public void OnStateUnapplied(ApplyStateContext context, IWriteOnlyTransaction transaction)
    {
    }
}
