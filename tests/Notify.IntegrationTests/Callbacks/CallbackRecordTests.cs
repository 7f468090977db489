using Notify.TestKit.Callbacks;
using Notify.TestKit.Postgres;

namespace Notify.IntegrationTests.Callbacks;

/// <summary>The database goes away while a callback is on the wire.</summary>
public sealed class CallbackRecordTests(CallbackRecordTests.WiredApp app) : IClassFixture<CallbackRecordTests.WiredApp>
{
    [Fact]
    public async Task Answer_that_came_while_the_database_was_away_is_recorded_when_it_is_back_and_nothing_sent_twice()
    {
        await using var listener = await CallbackListener.StartAsync();
        var answers = new TaskCompletionSource();
        listener.Answer = _ => answers.Task;
        var service = await app.ServiceAsync();
        await app.SetAsync(service, listener);
        await service.AcceptAsync("email", new { email_address = "sam@example.com", template_id = await service.EmailTemplateAsync(), personalisation = new { name = "Sam" } });
        await listener.WaitAsync();

        app.Wire.Sever();
        answers.SetResult();
        await WaitForWarningAsync("Callbacks stop until the database is back");
        app.Wire.Mend();

        await app.WaitForAsync("select outcome from callback_attempts where service_id = @service_id", service.Service.Id, "delivered");
        await app.WaitForAsync("select count(*) from callback_queue where service_id = @service_id", service.Service.Id, 0L);
        Assert.Single(listener.Received);
    }

    private async Task WaitForWarningAsync(string words)
    {
        for (var i = 0; i < 1000 && !app.Warnings.Contains(words, StringComparison.Ordinal); i++)
        {
            await Task.Delay(10);
        }

        Assert.Contains(words, app.Warnings, StringComparison.Ordinal);
    }

    /// <summary>Reaches its database over a wire that can be cut.</summary>
    public sealed class WiredApp : CallbackApp
    {
        private CutWire? _wire;

        public CutWire Wire => _wire ??= CutWire.StartAsync(ConnectionString).GetAwaiter().GetResult();

        protected override string ServerConnectionString => Wire.ConnectionString;

        public override async Task DisposeAsync()
        {
            await base.DisposeAsync();
            await Wire.DisposeAsync();
        }
    }
}
