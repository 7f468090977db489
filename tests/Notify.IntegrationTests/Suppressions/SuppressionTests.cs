using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Notify.Core;
using Notify.Core.Notifications;
using Notify.Core.Receipts;
using Notify.Core.ReceivedTexts;
using Notify.Core.Services;
using Notify.Core.Suppressions;
using Notify.Data.Receipts;
using Notify.Data.ReceivedTexts;
using Notify.Data.Suppressions;
using Notify.IntegrationTests.Callbacks;
using Notify.Server.Receipts;
using Notify.Server.Suppressions;
using Notify.TestKit.Server;

namespace Notify.IntegrationTests.Suppressions;

/// <summary>Who is not written to, from the cause to the next message.</summary>
public sealed class SuppressionTests(CallbackApp app) : IClassFixture<CallbackApp>
{
    private static int _person;

    private SuppressionStore Suppressions => app.Services.GetRequiredService<SuppressionStore>();

    private static string Anybody => $"person-{Interlocked.Increment(ref _person)}@example.com";

    [Fact]
    public async Task Late_word_from_a_carrier_that_no_longer_has_the_text_suppresses_nobody()
    {
        var service = await app.ServiceAsync();
        var id = await service.AcceptAsync("sms", new { phone_number = "07700900123", template_id = await service.SmsTemplateAsync("Hello") });
        await service.WaitAsync(id, "delivered");

        await app.Services.GetRequiredService<ReceiptIntake>().TakeAsync(
            new DeliveryReceipt { Provider = "another", NotificationId = id, Status = NotificationStatus.PermanentFailure, Kind = ReceiptKind.HardBounce, Reason = "unknown handset" },
            CancellationToken.None);

        Assert.Empty(await Suppressions.ListAsync(service.Service.Id, null, null, 10, CancellationToken.None));
    }

    [Theory]
    [InlineData(ReceiptKind.HardBounce, "hard-bounce", false)]
    [InlineData(ReceiptKind.Complaint, "complaint", true)]
    public async Task Receipt_suppresses_the_next_message_and_taking_it_back_sends_again(ReceiptKind kind, string reason, bool wholePlatform)
    {
        var (service, other) = (await app.ServiceAsync(), await app.ServiceAsync());
        var person = Anybody;
        var first = await SendAsync(service, person);
        await service.WaitAsync(first);

        await ReceiveAsync(first, kind);

        var failed = await service.WaitAsync(await SendAsync(service, person.ToUpperInvariant()));
        Assert.Equal("permanent-failure", failed.GetProperty("status").GetString());
        Assert.Equal($"suppressed: {reason}", await ReasonAsync(service, failed));
        Assert.Equal(wholePlatform ? "permanent-failure" : "delivered", (await other.WaitAsync(await SendAsync(other, person))).GetProperty("status").GetString());

        Assert.Equal(1, await Suppressions.RemoveAsync(service.Service.Id, null, person, "service", default));
        Assert.Equal(wholePlatform ? 1 : 0, await Suppressions.RemoveAsync(null, null, person, "operator", default));
        Assert.Equal("delivered", (await service.WaitAsync(await SendAsync(service, person))).GetProperty("status").GetString());
    }

    [Fact]
    public async Task Complaint_is_stored_once_and_leaves_the_status()
    {
        var service = await app.ServiceAsync();
        var id = await SendAsync(service, Anybody);
        await service.WaitAsync(id);

        await ReceiveAsync(id, ReceiptKind.Complaint);
        await ReceiveAsync(id, ReceiptKind.Complaint);

        await app.WaitForAsync("select count(*) from complaints where service_id = @service_id", service.Service.Id, 1L);
        await app.WaitForAsync("select status from notifications where service_id = @service_id", service.Service.Id, "delivered");
    }

    [Fact]
    public async Task Stop_ends_texts_of_the_service_and_start_brings_them_back()
    {
        var service = await app.ServiceAsync();
        var template = await service.SmsTemplateAsync();
        Task<Guid> Text() => service.AcceptAsync("sms", new { phone_number = "07700 900456", template_id = template, personalisation = new { name = "Sam" } });

        await SayAsync(service, "STOP", OptOutWord.Stop);
        var failed = await service.WaitAsync(await Text());
        await SayAsync(service, "START", OptOutWord.Start);
        var sent = await service.WaitAsync(await Text());

        Assert.Equal("permanent-failure", failed.GetProperty("status").GetString());
        Assert.Equal("suppressed: opted-out", await ReasonAsync(service, failed));
        Assert.Equal("delivered", sent.GetProperty("status").GetString());
    }

    [Fact]
    public async Task Test_keys_and_expired_suppressions_stop_nothing()
    {
        var service = await app.ServiceAsync();
        var testing = await service.WithKeyAsync(KeyType.Test);
        var person = Anybody;
        await Suppressions.AddAsync(service.Service.Id, Channel.Email, person, SuppressionReason.Manual, null, default);

        Assert.Equal("delivered", (await testing.WaitAsync(await SendAsync(testing, person))).GetProperty("status").GetString());
        Assert.Equal("permanent-failure", (await service.WaitAsync(await SendAsync(service, person))).GetProperty("status").GetString());
        await Suppressions.AddAsync(service.Service.Id, Channel.Email, person, SuppressionReason.Manual, TimeSpan.Zero, default);
        Assert.Equal("delivered", (await service.WaitAsync(await SendAsync(service, person))).GetProperty("status").GetString());
        Assert.Empty(await Suppressions.ListAsync(service.Service.Id, person, null, 10, default));
    }

    [Theory]
    [InlineData(1001, 60, "warning")]
    [InlineData(1001, 120, "critical")]
    [InlineData(1001, 40, null)]
    [InlineData(900, 200, null)]
    public async Task Bounces_past_a_threshold_are_told(int sent, int bounced, string? level)
    {
        var service = await app.ServiceAsync();
        await SendAsync(service, Anybody);
        await app.ExecuteAsync(
            $"""
            insert into notifications (id, service_id, channel, status, key_type, template_id, template_version, recipient, recipient_as_sent, sender, provider, created_at, sent_at)
            select (substr(lpad(to_hex((extract(epoch from now()) * 1000)::bigint), 12, '0'), 1, 12) || '7000' || 'a000' || lpad(to_hex(n), 6, '0') || substr(md5(@service_id::text), 1, 6))::uuid, @service_id, 'email',
                   case when n <= {bounced} then 'permanent-failure' else 'delivered' end, 'normal', @service_id, 1, 'x', 'x', 'x', 'smtp', now(), now()
              from generate_series(1, {sent}) n
            """,
            service.Service.Id);

        await using (var scope = app.Services.CreateAsyncScope())
        {
            await ActivatorUtilities.CreateInstance<WatchBouncesJob>(scope.ServiceProvider).RunAsync(default);
            await ActivatorUtilities.CreateInstance<WatchBouncesJob>(scope.ServiceProvider).RunAsync(default);
        }

        var notices = await app.Callbacks.NoticesAsync(service.Service.Id, 10, default);
        Assert.Equal(level is null ? [] : [$"bounce-rate-{level}"], notices.Select(notice => notice.Kind));
    }

    private async Task ReceiveAsync(Guid id, ReceiptKind kind) =>
        await app.Services.GetRequiredService<ReceiptStore>().ApplyAsync(
            [
                new DeliveryReceipt
                {
                    Provider = "sandbox", NotificationId = id, Kind = kind, Reason = "as told",
                    Status = kind == ReceiptKind.Complaint ? null : NotificationStatus.PermanentFailure,
                },
            ],
            default);

    private Task<bool> SayAsync(SendingService service, string words, OptOutWord word) =>
        app.Services.GetRequiredService<ReceivedTextStore>().AddAsync(
            new ReceivedText
            {
                Id = Ids.New(TimeProvider.System),
                ServiceId = service.Service.Id,
                NotifyNumber = "07700900999",
                UserNumber = "447700900456",
                Content = words,
                CreatedAt = TimeProvider.System.GetUtcNow(),
                OptOut = word,
            },
            default);

    private static async Task<string?> ReasonAsync(SendingService service, JsonElement notification)
    {
        using var answer = await service.GetAsync($"/v2/notifications/{notification.GetProperty("id").GetGuid()}?include=status_reason");
        return JsonSerializer.Deserialize<JsonElement>(await answer.Content.ReadAsStringAsync()).GetProperty("status_reason").GetString();
    }

    private static async Task<Guid> SendAsync(SendingService service, string to) =>
        await service.AcceptAsync("email", new { email_address = to, template_id = await service.EmailTemplateAsync(), personalisation = new { name = "Sam" } });
}
