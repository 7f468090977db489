using Microsoft.Extensions.DependencyInjection;
using Notify.Core.Callbacks;
using Notify.Data.Callbacks;
using Notify.Server.Hosting;
using Notify.TestKit.Callbacks;

namespace Notify.IntegrationTests.Callbacks;

/// <summary>Receivers inside the network, and workers that die.</summary>
public sealed class CallbackFaultTests(CallbackFaultTests.UsualApp app) : IClassFixture<CallbackFaultTests.UsualApp>
{
    private CallbackStore Callbacks => app.Services.GetRequiredService<CallbackStore>();

    [Theory]
    [InlineData("https://localhost:{0}/told")]
    [InlineData("http://127.0.0.1:{0}/told")]
    [InlineData("https://[::1]:{0}/told")]
    [InlineData("https://169.254.169.254/latest/meta-data")]
    public async Task Receiver_inside_the_network_is_never_connected_to(string url)
    {
        await using var listener = await CallbackListener.StartAsync();
        var service = await app.ServiceAsync();
        await Callbacks.SetAsync(
            service.Service.Id, CallbackKind.DeliveryStatus, string.Format(System.Globalization.CultureInfo.InvariantCulture, url, new Uri(listener.Url).Port), CallbackApp.Token, default);

        await service.AcceptAsync("email", new { email_address = "sam@example.com", template_id = await service.EmailTemplateAsync(), personalisation = new { name = "Sam" } });

        await app.WaitForAsync("select fault from callback_attempts where service_id = @service_id", service.Service.Id, "address-not-allowed");
        Assert.Empty(listener.Received);
        await app.WaitForAsync("select tries from callback_queue where service_id = @service_id", service.Service.Id, 1);
    }

    [Fact]
    public async Task What_a_dead_worker_held_is_claimed_again()
    {
        var service = await app.ServiceAsync();
        await Callbacks.SetAsync(service.Service.Id, CallbackKind.DeliveryStatus, "https://localhost/told", CallbackApp.Token, default);

        // As a claim of a process that was killed leaves it: held by a number whose lock nobody has.
        await app.ExecuteAsync(
            """
            insert into callback_queue (service_id, kind, subject_id, owner, attempt, lease_until)
            select @service_id, 'delivery-status', gen_random_uuid(), nextval('notification_owner')::integer, 1, now() + interval '1 hour'
            """,
            service.Service.Id);

        // Its notification is not there, so that being claimed again is all that can take it out.
        await app.WaitForAsync("select count(*) from callback_queue where service_id = @service_id", service.Service.Id, 0L);
    }

    [Fact]
    public async Task Two_hosts_empty_the_queue_of_what_is_gone_together()
    {
        await using var other = await app.StartAnotherAsync();
        var queue = app.Services.GetRequiredService<CallbackQueueStore>();
        var service = await app.ServiceAsync();
        await Callbacks.SetAsync(service.Service.Id, CallbackKind.Complaint, "https://localhost/told", CallbackApp.Token, default);
        await app.ExecuteAsync(
            "insert into callback_queue (service_id, kind, subject_id, due_at) select @service_id, 'complaint', gen_random_uuid(), now() from generate_series(1, 200)", service.Service.Id);

        await app.WaitForAsync("select count(*) from callback_queue where service_id = @service_id", service.Service.Id, 0L);
        Assert.False(await queue.IsDueAsync(default));
    }

    /// <summary>With the settings that an installation has.</summary>
    public sealed class UsualApp : CallbackApp
    {
        protected override IReadOnlyDictionary<string, string?> Settings { get; } = new Dictionary<string, string?>();

        protected override Roles Roles => Roles.All;
    }
}
