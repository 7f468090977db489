using System.Linq.Expressions;
using Hangfire.Common;
using Notify.Server.Callbacks;
using Notify.Server.Delivery.Providers;
using Notify.Server.Receipts;
using Notify.Server.Receipts.Bounces;
using Notify.Server.Suppressions;

namespace Notify.Server.Maintenance;

/// <summary>A job that recurs.</summary>
/// <param name="Name">Hangfire's id of it, and the label <c>job</c>.</param>
/// <param name="Every">Longest time between two runs that <paramref name="Cron"/> asks for.</param>
internal sealed record RecurringWork(string Name, Job Job, string Cron, TimeSpan Every)
{
    /// <summary>For a worker that was away, and a run that takes its time.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(5);

    /// <summary>Names of jobs that versions before had, removed where the others are registered.</summary>
    public static IReadOnlyList<string> Retired { get; } = ["queue-missed-callbacks"];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<RecurringWork> All { get; } =
    [
        Of<MakePartitionsJob>("make-partitions", job => job.RunAsync(CancellationToken.None), "17 */6 * * *", TimeSpan.FromHours(6)),
        Of<DeleteExpiredFilesJob>("delete-expired-files", job => job.RunAsync(CancellationToken.None), "41 * * * *", TimeSpan.FromHours(1)),
        Of<ForgetLimitsJob>("forget-limits", job => job.RunAsync(CancellationToken.None), "23 * * * *", TimeSpan.FromHours(1)),
        Of<BalanceProvidersJob>("balance-providers", job => job.RunAsync(CancellationToken.None), "* * * * *", TimeSpan.FromMinutes(1)),
        Of<ForgetCallbacksJob>("forget-callbacks", job => job.RunAsync(CancellationToken.None), "11 * * * *", TimeSpan.FromHours(1)),
        Of<WatchBouncesJob>("watch-bounces", job => job.RunAsync(CancellationToken.None), "3-59/10 * * * *", TimeSpan.FromMinutes(10)),
        Of<MatchKeptReceiptsJob>("match-kept-receipts", job => job.RunAsync(CancellationToken.None), "* * * * *", TimeSpan.FromMinutes(1)),
        Of<AskTwilioJob>("ask-twilio", job => job.RunAsync(CancellationToken.None), "7,27,47 * * * *", TimeSpan.FromMinutes(20)),
        Of<ReadBouncesJob>("read-bounces", job => job.RunAsync(CancellationToken.None), "* * * * *", TimeSpan.FromMinutes(1)),
        Of<RetentionJob>("retention", job => job.RunAsync(CancellationToken.None), "37 * * * *", TimeSpan.FromHours(1)),
        Of<RetentionJob>("retention-of-services", job => job.OfServicesAsync(CancellationToken.None), "47 * * * *", TimeSpan.FromHours(1)),
        Of<TimeOutJob>("time-out", job => job.RunAsync(CancellationToken.None), "7 * * * *", TimeSpan.FromHours(1)),
        Of<TimeOutJob>("time-out-of-all", job => job.OfAllAsync(CancellationToken.None), "53 2 * * *", TimeSpan.FromDays(1)),
        Of<SettleUploadsJob>("settle-uploads", job => job.RunAsync(CancellationToken.None), "*/5 * * * *", TimeSpan.FromMinutes(5)),
    ];

    /// <summary>Whether it should have succeeded again by now.</summary>
    /// <param name="age">Since it last did, or since it was registered.</param>
    public bool IsOverdue(TimeSpan age) => age > (2 * Every) + Grace;

    private static RecurringWork Of<T>(string name, Expression<Func<T, Task>> call, string cron, TimeSpan every) => new(name, Job.FromExpression(call), cron, every);
}
