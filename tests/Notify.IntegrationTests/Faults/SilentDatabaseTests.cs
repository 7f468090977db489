using System.Diagnostics;
using System.Net;
using Notify.Server.Hosting;
using Notify.TestKit.Postgres;
using Notify.TestKit.Server;

namespace Notify.IntegrationTests.Faults;

/// <summary>The database is there and says nothing: packets are dropped on the way, or its machine hangs.</summary>
public sealed class SilentDatabaseTests(SilentDatabaseTests.SilencedApp app) : IClassFixture<SilentDatabaseTests.SilencedApp>
{
    [Fact]
    public async Task Requests_are_answered_503_in_time_and_taken_again_when_it_speaks()
    {
        var service = await app.ServiceAsync();
        var body = new { phone_number = "07700900123", template_id = await service.SmsTemplateAsync("Hello") };
        var before = await service.AcceptAsync("sms", body);

        app.Wire.FallSilent();
        try
        {
            var watch = Stopwatch.StartNew();
            var posting = service.PostAsync("/v2/notifications/sms", body);
            using var got = await service.GetAsync($"/v2/notifications/{before}");
            using var posted = await posting;

            Assert.Equal((HttpStatusCode.ServiceUnavailable, HttpStatusCode.ServiceUnavailable), (posted.StatusCode, got.StatusCode));
            Assert.NotNull(posted.Headers.RetryAfter);
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(25), $"answered after {watch.Elapsed}");
        }
        finally
        {
            app.Wire.Mend();
        }

        await UntilTakenAsync(service, body);
    }

    private static async Task UntilTakenAsync(SendingService service, object body)
    {
        for (var i = 0; i < 200; i++)
        {
            using var answer = await service.PostAsync("/v2/notifications/sms", body);
            if (answer.StatusCode == HttpStatusCode.Created)
            {
                return;
            }

            await Task.Delay(50);
        }

        Assert.Fail("Nothing is taken though the database speaks again");
    }

    /// <summary>Waits two seconds for a statement and three for a connection, where it would wait for thirty and five.</summary>
    public sealed class SilencedApp : NotifyApp
    {
        private CutWire? _wire;

        public CutWire Wire => _wire ??= CutWire.StartAsync(ConnectionString).GetAwaiter().GetResult();

        protected override Roles Roles => Roles.Api;

        protected override string ServerConnectionString => $"{Wire.ConnectionString};Timeout=3;Command Timeout=2;Cancellation Timeout=500";

        public override async Task DisposeAsync()
        {
            await base.DisposeAsync();
            await Wire.DisposeAsync();
        }
    }
}
