using System.Diagnostics.Metrics;
using Hangfire;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Notify.Server.Maintenance;
using Notify.TestKit.Server;

namespace Notify.IntegrationTests.Hosting;

public sealed class JobWatchTests(NotifyApp app) : IClassFixture<NotifyApp>
{
    [Fact]
    public async Task Recurring_job_that_did_its_work_says_when_and_one_that_did_not_is_overdue()
    {
        var jobs = app.Services.GetRequiredService<IRecurringJobManager>();
        // Of jobs of which nothing is known, time counts from now on.
        await UntilAsync("select count(*) from hangfire.hash where key = 'notify:successes' and field = 'time-out'");
        await ExecuteAsync("update hangfire.hash set value = '2020-01-01T00:00:00.0000000+00:00' where key = 'notify:successes' and field in ('time-out-of-all', 'settle-uploads')");
        jobs.Trigger("settle-uploads");
        await UntilAsync("select count(*) from hangfire.hash where key = 'notify:successes' and field = 'settle-uploads' and value > '2021'");

        using var watch = new JobWatch(app.Services.GetRequiredService<JobStorage>(), app.Services.GetRequiredService<IMeterFactory>(), TimeProvider.System, NullLogger<JobWatch>.Instance);
        using var figures = new Figures(app.Services.GetRequiredService<IMeterFactory>(), "notify.jobs.overdue");
        watch.Look();
        figures.Observe();

        Assert.Contains("notify.jobs.overdue=1 time-out-of-all", figures.Counted);
        Assert.DoesNotContain("notify.jobs.overdue=1 settle-uploads", figures.Counted);
        Assert.Contains("notify.jobs.overdue=0 settle-uploads", figures.Counted);
        Assert.Contains("notify.jobs.overdue=0 time-out", figures.Counted);
    }

    private async Task UntilAsync(string sql)
    {
        for (var i = 0; i < 300; i++)
        {
            await using var command = app.DataSource.CreateCommand(sql);
            if ((long)(await command.ExecuteScalarAsync())! > 0)
            {
                return;
            }

            await Task.Delay(100);
        }

        Assert.Fail($"Never true: {sql}");
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = app.DataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
