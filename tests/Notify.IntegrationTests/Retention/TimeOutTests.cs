using Microsoft.Extensions.DependencyInjection;
using Notify.Data.Retention;
using Notify.IntegrationTests.Uploads;

namespace Notify.IntegrationTests.Retention;

public sealed class TimeOutTests(BulkApiOnly app) : IClassFixture<BulkApiOnly>
{
    [Theory]
    [InlineData("sending", 73, "temporary-failure")]
    [InlineData("pending", 73, "temporary-failure")]
    [InlineData("sending", 71, "sending")]
    [InlineData("created", 73, "created")]
    [InlineData("sent", 73, "sent")]
    [InlineData("delivered", 73, "delivered")]
    public async Task Message_without_a_receipt_fails_after_72_hours(string status, int hours, string then)
    {
        var id = await InsertAsync(status, hours);

        await Store.RunAsync(TimeSpan.FromHours(100), (_, _) => { }, CancellationToken.None);

        Assert.Equal(then, await app.ReadAsync<string>("select status from notifications where id = $1", id));
        Assert.Equal(
            then == "temporary-failure" ? "no receipt within 72 hours" : "",
            await app.ReadAsync<string>("select coalesce(max(reason), '') from notification_events where notification_id = $1 and status = 'temporary-failure'", id));
    }

    [Fact]
    public async Task Night_looks_at_what_the_hours_no_longer_do()
    {
        var id = await InsertAsync("sending", 24 * 20);

        var ended = new List<(string, int)>();

        Assert.Equal(0, await Store.RunAsync(TimeSpan.FromHours(100), (provider, count) => ended.Add((provider, count)), CancellationToken.None));
        Assert.Equal(1, await Store.RunAsync(TimeSpan.FromDays(3660), (provider, count) => ended.Add((provider, count)), CancellationToken.None));
        Assert.Equal([("carrier", 1)], ended);
        Assert.Equal("temporary-failure", await app.ReadAsync<string>("select status from notifications where id = $1", id));
    }

    private TimeOutStore Store => app.Services.GetRequiredService<TimeOutStore>();

    private async Task<Guid> InsertAsync(string status, int hours)
    {
        await app.RunAsync("select make_notification_partitions((now() at time zone 'utc')::date - 30, (now() at time zone 'utc')::date)");
        return await app.ReadAsync<Guid>(
            """
            insert into notifications (id, service_id, channel, status, key_type, template_id, template_version, recipient, recipient_as_sent, sender, provider, created_at)
            values ((left(uuid_at(now() - make_interval(hours => $2))::text, 24) || right(gen_random_uuid()::text, 12))::uuid, gen_random_uuid(), 'sms', $1, 'normal',
                    gen_random_uuid(), 1, 'r', 'r', 's', 'carrier', now() - make_interval(hours => $2))
            returning id
            """,
            status, hours);
    }
}
