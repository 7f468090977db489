using System.Globalization;
using Hangfire;
using Hangfire.Common;
using Hangfire.States;
using Hangfire.Storage;

namespace Notify.Server.Maintenance;

/// <summary>When each recurring job last ended well: written with the end of the job, in Hangfire's own tables. Hangfire itself knows only how the
/// last run stands, which of a job that fails each time is "to be tried again".</summary>
internal sealed class JobSuccesses(TimeProvider time) : IJobFilterProvider, IApplyStateFilter
{
    private const string Key = "notify:successes";

    private static readonly HashSet<Type> Types = [.. RecurringWork.All.Select(work => work.Job.Type)];

    /// <summary>The filters of attributes, and for jobs that recur this one.</summary>
    public IEnumerable<JobFilter> GetFilters(Job job)
    {
        var filters = JobFilterProviders.Providers.GetFilters(job);
        return job is not null && Types.Contains(job.Type) ? filters.Append(new JobFilter(this, JobFilterScope.Global, order: null)) : filters;
    }

    public void OnStateApplied(ApplyStateContext context, IWriteOnlyTransaction transaction)
    {
        if (context.NewState is SucceededState && context.GetJobParameter<string>("RecurringJobId") is { Length: > 0 } name)
        {
            transaction.SetRangeInHash(Key, [new(name, time.GetUtcNow().ToString("O", CultureInfo.InvariantCulture))]);
        }
    }

    public void OnStateUnapplied(ApplyStateContext context, IWriteOnlyTransaction transaction)
    {
    }

    /// <summary>Counts jobs of which nothing is known yet, new ones or those of an earlier version, from now on.</summary>
    public static void Begin(JobStorage storage, DateTimeOffset now)
    {
        using var connection = storage.GetConnection();
        var known = connection.GetAllEntriesFromHash(Key) ?? [];
        var unknown = RecurringWork.All.Where(work => !known.ContainsKey(work.Name)).Select(work => KeyValuePair.Create(work.Name, now.ToString("O", CultureInfo.InvariantCulture))).ToList();
        if (unknown.Count > 0)
        {
            connection.SetRangeInHash(Key, unknown);
        }
    }

    /// <returns>The age of each recurring job's last success or, before the first, of the first look at it; jobs that nobody registered are left out.</returns>
    public static IReadOnlyList<(RecurringWork Work, TimeSpan Age)> Ages(JobStorage storage, DateTimeOffset now)
    {
        using var connection = storage.GetConnection();
        var successes = connection.GetAllEntriesFromHash(Key) ?? [];
        var ages = new List<(RecurringWork, TimeSpan)>();
        foreach (var work in RecurringWork.All)
        {
            if (successes.TryGetValue(work.Name, out var last))
            {
                ages.Add((work, now - DateTimeOffset.Parse(last, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind)));
            }
        }

        return ages;
    }
}
