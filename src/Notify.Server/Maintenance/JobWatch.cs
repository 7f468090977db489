using System.Diagnostics.Metrics;
using Hangfire;
using Notify.Server.Hosting;

namespace Notify.Server.Maintenance;

/// <summary>Looks every minute whether the recurring jobs have done their work when it was due, on whichever host.</summary>
internal sealed partial class JobWatch : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    /// <summary>After a time in which no worker ran, what was missed is made up for first.</summary>
    private static readonly TimeSpan Begin = TimeSpan.FromMinutes(5);

    private readonly JobStorage _storage;
    private readonly TimeProvider _time;
    private readonly ILogger<JobWatch> _logger;
    private readonly Seldom<string> _told;
    private IReadOnlyList<(RecurringWork Work, TimeSpan Age)> _ages = [];

    public JobWatch(JobStorage storage, IMeterFactory meters, TimeProvider time, ILogger<JobWatch> logger)
    {
        (_storage, _time, _logger) = (storage, time, logger);
        _told = new(TimeSpan.FromHours(1), time);
        var meter = meters.Create("Notify.Jobs");
        meter.CreateObservableGauge("notify.jobs.age", () => Each((_, age) => age.TotalSeconds), "s", "Since a recurring job last did its work, whichever host did; looked up every minute");
        meter.CreateObservableGauge("notify.jobs.overdue", () => Each((work, age) => work.IsOverdue(age) ? 1 : 0), "1", "1 while a recurring job has not done its work when it was due");
    }

    /// <summary>Looks once.</summary>
    public void Look()
    {
        var ages = JobSuccesses.Ages(_storage, _time.GetUtcNow());
        Volatile.Write(ref _ages, ages);
        foreach (var (work, age) in ages.Where(job => job.Work.IsOverdue(job.Age)))
        {
            if (_told.Count(work.Name) > 0)
            {
                Overdue(work.Name, age, work.Every);
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Delay(Begin, _time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await Task.Run(Look, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (DatabaseFaults.IsOne(e))
            {
                // The workers say that the database is away; what was seen last is shown until it is back.
            }

            await Task.Delay(Every, _time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private IEnumerable<Measurement<double>> Each(Func<RecurringWork, TimeSpan, double> value) =>
        Volatile.Read(ref _ages).Select(job => new Measurement<double>(value(job.Work, job.Age), new KeyValuePair<string, object?>("job", job.Work.Name)));

    [LoggerMessage(5002, LogLevel.Warning, "Recurring job {Job} has not done its work for {Age}, though it is due every {Every}: see the workers' log for what it fails at, and whether a worker runs")]
    private partial void Overdue(string job, TimeSpan age, TimeSpan every);
}
