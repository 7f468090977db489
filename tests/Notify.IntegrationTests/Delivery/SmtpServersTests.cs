using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Notify.Core.Notifications;
using Notify.Core.Receipts;
using Notify.Data.Notifications;
using Notify.Server.Hosting;
using Notify.Server.Receipts;
using Notify.TestKit.Server;
using Notify.TestKit.Smtp;

namespace Notify.IntegrationTests.Delivery;

/// <summary>Several mail servers, each a provider of its own.</summary>
public sealed class SmtpServersTests
{
    [Fact]
    public async Task Both_servers_send_by_their_weights_and_a_bounce_names_the_one_that_sent()
    {
        await using var first = new WireServer();
        await using var second = new WireServer();
        await using var app = new Servers("smtp=50,backup=50", first.Port, second.Port);
        await app.InitializeAsync();
        var service = await app.ServiceAsync();
        var template = await service.EmailTemplateAsync("Hello", "Hello");
        var ids = new List<Guid>();
        for (var i = 0; i < 60; i++)
        {
            ids.Add(await service.AcceptAsync("email", new { email_address = $"amala{i}@example.com", template_id = template }));
        }

        foreach (var id in ids)
        {
            await service.WaitAsync(id, "sending");
        }

        // Of 60 at even chances fewer than 10 on one side come once in a hundred million runs.
        Assert.Equal(60, first.Messages.Count + second.Messages.Count);
        Assert.InRange(first.Messages.Count, 10, 50);

        var sentByBackup = ids.First(id => second.Messages.Any(message => message.Contains($"{id:N}@", StringComparison.Ordinal)));
        await app.Services.GetRequiredService<ReceiptIntake>().TakeAsync(
            new DeliveryReceipt { Provider = null, NotificationId = sentByBackup, Status = NotificationStatus.PermanentFailure, Reason = "failed 5.1.1", Kind = ReceiptKind.HardBounce },
            CancellationToken.None);
        Assert.Equal("permanent-failure", (await service.WaitAsync(sentByBackup)).GetProperty("status").GetString());
        var events = await app.Services.GetRequiredService<NotificationStore>().EventsAsync(service.Service.Id, sentByBackup, CancellationToken.None);
        Assert.Equal("backup", Assert.Single(events, one => one.Kind == "receipt").Provider);
    }

    [Fact]
    public async Task Server_that_is_down_is_left_within_seconds()
    {
        int closed;
        await using (var gone = new WireServer())
        {
            closed = gone.Port;
        }

        await using var second = new WireServer();
        await using var app = new Servers("smtp=90,backup=10", closed, second.Port);
        await app.InitializeAsync();
        var service = await app.ServiceAsync();
        var template = await service.EmailTemplateAsync("Hello", "Hello");

        var begun = TimeProvider.System.GetTimestamp();
        var ids = new List<Guid>();
        for (var i = 0; i < 20; i++)
        {
            ids.Add(await service.AcceptAsync("email", new { email_address = $"amala{i}@example.com", template_id = template }));
        }

        foreach (var id in ids)
        {
            await service.WaitAsync(id, "sending");
        }

        // A second's pause after the try that failed, and some air.
        Assert.Equal(20, second.Messages.Count);
        Assert.True(TimeProvider.System.GetElapsedTime(begun) < TimeSpan.FromSeconds(5), $"it took {TimeProvider.System.GetElapsedTime(begun)}");
    }

    [Theory]
    [InlineData("smtp", "Backup")]
    [InlineData("smtp", "sandbox")]
    [InlineData("smtp", "back_up")]
    [InlineData("smtp", "-backup")]
    [InlineData("smtp", "a234567890123456789012345678901")]
    [InlineData("smtp,nowhere", "backup")]
    [InlineData("smtp=101", "backup")]
    [InlineData("smtp,smtp", "backup")]
    public async Task Wrong_name_stops_the_start(string providers, string name)
    {
        await using var app = new Servers(providers, 25, 25, name);

        var refusal = await Assert.ThrowsAnyAsync<Exception>(app.InitializeAsync);

        Assert.True(refusal is RefusedException or Microsoft.Extensions.Options.OptionsValidationException, refusal.ToString());
    }

    private sealed class Servers(string providers, int port, int otherPort, string name = "backup") : NotifyApp, IAsyncDisposable
    {
        protected override IReadOnlyDictionary<string, string?> Settings { get; } = new Dictionary<string, string?>
        {
            ["Notify:Delivery:EmailProviders"] = providers,
            ["Notify:Smtp:Host"] = "127.0.0.1",
            ["Notify:Smtp:Port"] = port.ToString(CultureInfo.InvariantCulture),
            ["Notify:Smtp:Security"] = "None",
            [$"Notify:Smtp:Servers:{name}:Host"] = "127.0.0.1",
            [$"Notify:Smtp:Servers:{name}:Port"] = otherPort.ToString(CultureInfo.InvariantCulture),
            [$"Notify:Smtp:Servers:{name}:Security"] = "None",
        };

        async ValueTask IAsyncDisposable.DisposeAsync() => await DisposeAsync();
    }
}
