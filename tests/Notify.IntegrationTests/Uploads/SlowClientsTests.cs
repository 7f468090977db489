using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Notify.Server.Features.Uploads;
using Notify.Server.Hosting;
using Notify.TestKit.Server;

namespace Notify.IntegrationTests.Uploads;

/// <summary>Clients that take their time over a large body.</summary>
public sealed class SlowClientsTests(SlowClientsTests.SmallRoom app) : IClassFixture<SlowClientsTests.SmallRoom>
{
    private const int Large = 800_000;

    [Fact]
    public async Task Clients_that_send_slowly_keep_nobody_waiting()
    {
        var service = await app.ServiceAsync();
        using var first = await SendSomeAsync(service, 1000);
        using var second = await SendSomeAsync(service, 1000);
        using var third = await SendSomeAsync(service, 1000);

        var (status, _) = await BulkApp.PostAsync(service, new { name = "n", template_id = await service.SmsTemplateAsync("Hello"), csv = "phone number\n07700900123" })
            .WaitAsync(TimeSpan.FromSeconds(20));

        Assert.Equal(201, status);
    }

    [Fact]
    public async Task Bodies_beyond_the_memory_kept_for_them_are_refused_until_there_is_room_again()
    {
        var service = await app.ServiceAsync();
        using (await SendSomeAsync(service, Large))
        {
            // A request that came first would have the room, and keep it from this one.
            await UntilKeptAsync(Large);
            await WaitForAsync(service, 503);
        }

        await WaitForAsync(service, 400);
    }

    [Fact]
    public async Task Requests_beyond_the_limit_are_refused_before_their_bodies_are_read()
    {
        var service = await app.ServiceAsync(limits: new() { RatePerMinute = 0 });
        using var client = await SendSomeAsync(service, 1000);

        var answer = new byte[12];
        await client.GetStream().ReadExactlyAsync(answer).AsTask().WaitAsync(TimeSpan.FromSeconds(20));

        Assert.Equal("HTTP/1.1 429", Encoding.ASCII.GetString(answer));
    }

    /// <summary>Sends the head of a request and the beginning of its body.</summary>
    private async Task<TcpClient> SendSomeAsync(SendingService service, int bytes)
    {
        var address = new Uri(app.BaseUrl);
        var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port);
        var head = $"POST /v2/notifications/bulk HTTP/1.1\r\nHost: {address.Authority}\r\nAuthorization: Bearer {service.Key.Token(TimeProvider.System.GetUtcNow())}\r\nContent-Length: {Large + 1}\r\n\r\n";
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head + new string(' ', bytes)));
        return client;
    }

    private async Task UntilKeptAsync(long bytes)
    {
        var bodies = app.Services.GetRequiredService<UploadBodies>();
        for (var i = 0; i < 400 && bodies.Kept < bytes; i++)
        {
            await Task.Delay(25);
        }
    }

    /// <summary>Sends a large request, whose JSON is wrong, again and again until it is answered so.</summary>
    private static async Task WaitForAsync(SendingService service, int status)
    {
        var last = 0;
        for (var i = 0; i < 400 && last != status; i++)
        {
            using var answer = await service.PostAsync("/v2/notifications/bulk", new { name = new string('n', Large) });
            last = (int)answer.StatusCode;
            await Task.Delay(25);
        }

        Assert.Equal(status, last);
    }

    /// <summary>With room for one large body.</summary>
    public sealed class SmallRoom : BulkApp
    {
        protected override Roles Roles => Roles.Api;

        protected override IReadOnlyDictionary<string, string?> Settings { get; } = new Dictionary<string, string?> { ["Notify:Uploads:MaxBodyMemory"] = "1048576" };
    }
}
