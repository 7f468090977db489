using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Notify.Core;
using Notify.Core.Notifications;
using Notify.Core.Templates;
using Notify.Data.Templates;
using Notify.TestKit.Carriers;
using Notify.TestKit.Server;

namespace Notify.IntegrationTests.Delivery;

/// <summary>A carrier over HTTP that takes only few texts at once.</summary>
public sealed class BusyCarrierTests
{
    [Fact]
    public async Task Codes_get_through_while_a_large_send_keeps_the_carrier_busy()
    {
        const int Large = 400;
        var taken = new ConcurrentQueue<string>();
        await using var carrier = new CarrierListener
        {
            MostAtOnce = 3,
            Answer = call =>
            {
                var id = JsonDocument.Parse(call.Body).RootElement.GetProperty("client_reference").GetString()!;
                taken.Enqueue(id);
                return CarrierAnswer.Json(202, $$"""{"id":"{{id}}","status":"queued"}""") with { Wait = TimeSpan.FromMilliseconds(100) };
            },
        };
        await carrier.StartAsync();
        var app = new OverCarrier(carrier.BaseUrl);
        await app.InitializeAsync();
        try
        {
            var (mailing, codes) = (await app.ServiceAsync("Mailing"), await app.ServiceAsync("Codes"));
            var template = await mailing.SmsTemplateAsync("Hello");
            await Task.WhenAll(Enumerable.Range(0, Large).Select(_ => mailing.AcceptAsync("sms", new { phone_number = "07700900123", template_id = template })));
            var code = await PriorityTemplateAsync(codes);
            await WaitAsync(() => carrier.TooMany > 0 && taken.Count > 20);

            var slowest = TimeSpan.Zero;
            for (var i = 0; i < 5; i++)
            {
                var watch = Stopwatch.StartNew();
                var id = await codes.AcceptAsync("sms", new { phone_number = "07700900456", template_id = code });
                await WaitAsync(() => taken.Contains(id.ToString()));
                slowest = watch.Elapsed > slowest ? watch.Elapsed : slowest;
            }

            Assert.True(taken.Count < Large, "the large send was over before the codes");

            // Each waits for a place or two; the large send takes a quarter of a minute.
            Assert.True(slowest < TimeSpan.FromSeconds(5), $"a code took {slowest}");
            carrier.AssertNothingUnexpected();
        }
        finally
        {
            await app.DisposeAsync();
        }
    }

    private static async Task<Guid> PriorityTemplateAsync(SendingService service)
    {
        var template = new StoredTemplate
        {
            Id = Ids.NewRandom(),
            ServiceId = service.Service.Id,
            Type = "sms",
            Name = "Code",
            Version = 1,
            Body = "Your code is 1234",
            Lane = Lane.Priority,
        };
        await service.App.Services.GetRequiredService<TemplateStore>().CreateAsync(template, CancellationToken.None);
        return template.Id;
    }

    private static async Task WaitAsync(Func<bool> reached)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!reached())
        {
            await Task.Delay(10, late.Token);
        }
    }

    private sealed class OverCarrier(string carrier) : NotifyApp
    {
        protected override IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>
        {
            ["Notify:Delivery:SmsProviders"] = "example-json",
            ["Notify:Gateways:example-json:Enabled"] = "true",
            ["Notify:Gateways:example-json:BaseUrl"] = carrier,
            ["Notify:Gateways:example-json:Secrets:token"] = "token",
            ["Notify:Gateways:example-json:Secrets:receipts"] = "shared",
        };
    }
}
