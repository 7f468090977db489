using System.Diagnostics;
using System.Globalization;
using Notify.Core.Callbacks;
using Notify.TestKit.Callbacks;
using Notify.TestKit.Server;

namespace Notify.IntegrationTests.Callbacks;

/// <summary>Many receivers that answer, but late: no failure that would open a breaker.</summary>
public sealed class SlowReceiversTests(CallbackApp app) : IClassFixture<CallbackApp>
{
    /// <summary>With ten requests each, more than a host has places.</summary>
    private const int Slow = 24;

    [Fact]
    public async Task Slow_receivers_of_many_services_on_one_host_hold_up_no_other()
    {
        // One gateway in front of all of them: the same host and port.
        await using var gateway = await CallbackListener.StartAsync();
        gateway.Answer = async context =>
        {
            if (context.Request.Path.Value!.EndsWith("slow", StringComparison.Ordinal))
            {
                await Task.Delay(TimeSpan.FromSeconds(4.5), context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        };
        for (var i = 0; i < Slow; i++)
        {
            var slow = await SetAsync(gateway.Url + "/slow");
            await QueueAsync(slow, 50);
        }

        var fast = await SetAsync(gateway.Url + "/fast");
        await gateway.WaitAsync(Slow * 5);

        var took = new List<double>();
        for (var i = 1; i <= 5; i++)
        {
            var began = Stopwatch.GetTimestamp();
            await QueueAsync(fast, 1);
            while (gateway.Received.Count(told => told.Path.EndsWith("/fast", StringComparison.Ordinal)) < i)
            {
                Assert.True(Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(30), "The fast receiver was not told within 30 seconds");
                await Task.Delay(10);
            }

            took.Add(Stopwatch.GetElapsedTime(began).TotalSeconds);
        }

        took.Sort();
        Assert.True(took[2] < 1, string.Create(CultureInfo.InvariantCulture, $"half of them took more than {took[2]:0.00} s, the longest {took[^1]:0.00} s"));
    }

    private async Task<SendingService> SetAsync(string url)
    {
        var service = await app.ServiceAsync();
        await service.AcceptAsync("email", new { email_address = "sam@example.com", template_id = await service.EmailTemplateAsync(), personalisation = new { name = "Sam" } });
        await app.Callbacks.SetAsync(service.Service.Id, CallbackKind.DeliveryStatus, url, CallbackApp.Token, CancellationToken.None);
        return service;
    }

    private async Task QueueAsync(SendingService service, int count) => await app.ExecuteAsync(
        $"""
        insert into callback_queue (service_id, kind, subject_id)
        select service_id, 'delivery-status', id from notifications, generate_series(1, {count}) where service_id = @service_id
        """,
        service.Service.Id);
}
