using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Notify.TestKit.Server;

namespace Notify.IntegrationTests.Delivery;

/// <summary>Messages that no host's key ring opens: the key is gone, or the data was altered.</summary>
public sealed class UndecipherableTests(NotifyApp app) : IClassFixture<NotifyApp>
{
    [Fact]
    public async Task Message_that_no_key_opens_waits_for_one_and_others_do_not_wait_for_it()
    {
        var service = await app.ServiceAsync();
        var closed = await CloseAsync(service, waited: TimeSpan.FromHours(3));
        await WaitForAsync("select owner is not null from notification_queue where id = $1", closed);

        await service.WaitAsync(await SendAsync(service), "delivered");

        Assert.Equal("created", await app.ReadAsync<string>("select status from notifications where id = $1", closed));
    }

    [Theory]
    [InlineData(0, "technical-failure", "expired: no host had the key that opens it")]
    [InlineData(1, "sending", "not answered, and not tried again after 4 hours: no host had the key that opens it")]
    public async Task Message_that_no_key_opened_in_time_ends_as_what_it_may_be_and_says_why(int doubts, string status, string reason)
    {
        var service = await app.ServiceAsync();
        var closed = await CloseAsync(service, waited: TimeSpan.FromHours(5), doubts);

        await WaitForAsync("select count(*) = 0 from notification_queue where id = $1", closed);

        Assert.Equal(status, await app.ReadAsync<string>("select status from notifications where id = $1", closed));
        Assert.Equal(reason, await app.ReadAsync<string>("select reason from notification_events where notification_id = $1 order by id desc limit 1", closed));
    }

    [Fact]
    public async Task Message_that_no_key_opened_in_time_is_logged_and_counted_as_failed_and_not_as_handed_over()
    {
        var service = await app.ServiceAsync();
        var closed = await SendAsync(service);
        await service.WaitAsync(closed);
        using var figures = new Figures(app.Services.GetRequiredService<IMeterFactory>(), "notify.handovers", "notify.failed");
        await CloseAsync(closed, waited: TimeSpan.FromHours(5));

        await WaitForAsync("select count(*) = 0 from notification_queue where id = $1", closed);

        Assert.Equal(["notify.failed=1 email none technical-failure expired"], figures.Counted);
        Assert.Contains($"Notification {closed} failed at none as TechnicalFailure after 0 tries: expired", app.Warnings, StringComparison.Ordinal);
    }

    private static async Task<Guid> SendAsync(SendingService service) =>
        await service.AcceptAsync("email", new { email_address = "sam@example.com", template_id = await service.EmailTemplateAsync(), personalisation = new { name = "Sam" } });

    /// <summary>A notification to send whose personalisation does not open.</summary>
    private async Task<Guid> CloseAsync(SendingService service, TimeSpan waited, int doubts = 0)
    {
        var id = await SendAsync(service);
        await service.WaitAsync(id);
        await CloseAsync(id, waited, doubts);
        return id;
    }

    private Task CloseAsync(Guid id, TimeSpan waited, int doubts = 0) =>
        app.RunAsync(
            """
            with closed as (update notifications set status = 'created', personalisation = '\x0102' where id = $1 returning id, channel, service_id)
            insert into notification_queue (id, channel, lane, service_id, due_at, waits_since, doubts) select id, channel, 'normal', service_id, now(), now() - $2, $3 from closed
            """,
            id,
            waited,
            doubts);

    private async Task WaitForAsync(string question, Guid id)
    {
        for (var i = 0; i < 2000 && !await app.ReadAsync<bool>(question, id); i++)
        {
            await Task.Delay(10);
        }

        Assert.True(await app.ReadAsync<bool>(question, id));
    }
}
