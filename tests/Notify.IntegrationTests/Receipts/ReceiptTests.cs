using Microsoft.Extensions.DependencyInjection;
using Notify.Core;
using Notify.Core.Notifications;
using Notify.Core.Receipts;
using Notify.Data.Notifications;
using Notify.Server.Hosting;
using Notify.Server.Receipts;
using Notify.TestKit.Server;

namespace Notify.IntegrationTests.Receipts;

/// <summary>Notifications and what is read of them, for tests of receipts with no worker running beside them.</summary>
public abstract class ReceiptTests(ReceiptTests.ApiOnly app) : IClassFixture<ReceiptTests.ApiOnly>
{
    private static int _owner = 200_000;

    private protected ApiOnly App => app;

    private protected ReceiptIntake Intake => App.Services.GetRequiredService<ReceiptIntake>();

    private protected QueueStore Queue => App.Services.GetRequiredService<QueueStore>();

    private protected static DeliveryReceipt Receipt(Guid id, NotificationStatus? status) =>
        new() { Provider = "test", NotificationId = id, ProviderReference = "SM1", Status = status, Reason = "30003 unreachable" };

    private protected async Task JobAsync()
    {
        using var scope = App.Services.CreateScope();
        await ActivatorUtilities.CreateInstance<MatchKeptReceiptsJob>(scope.ServiceProvider).RunAsync(default);
    }

    private protected async Task<Guid> AcceptedAsync()
    {
        var service = await App.ServiceAsync();
        return await service.AcceptAsync("sms", new { phone_number = "07700900123", template_id = await service.SmsTemplateAsync("Hello") });
    }

    /// <summary>One that has left the queue with the status given.</summary>
    private protected async Task<Guid> SentAsync(string status)
    {
        var id = await AcceptedAsync();
        await ExecuteAsync("delete from notification_queue where id = $1", id);
        await ExecuteAsync($"update notifications set status = '{status}', provider = 'test', sent_at = now(), updated_at = now() where id = $1", id);
        return id;
    }

    private protected async Task<ClaimedNotification> ClaimAsync(Guid id) =>
        (await Queue.ClaimDueAsync(Channel.Sms, Lane.Normal, Interlocked.Increment(ref _owner), 500, Guid.Empty, TimeSpan.FromMinutes(1), default)).Notifications
            .Single(claimed => claimed.Notification.Id == id);

    private protected static SendRecord Record(ClaimedNotification claimed, NotificationStatus status) => new()
    {
        NotificationId = claimed.Notification.Id,
        Owner = claimed.Owner,
        Attempt = claimed.Attempt,
        Provider = "test",
        ProviderReference = "SM1",
        Verdict = new Verdict.Final(status, null),
        SentAt = TimeProvider.System.GetUtcNow(),
        EventId = Ids.New(TimeProvider.System),
    };

    private protected async Task<string> StatusAsync(Guid id) => (string)(await ScalarAsync("select status from notifications where id = $1", id))!;

    private protected async Task<(string Kind, string? Status, string? Reported)> OnlyEventAsync(Guid id)
    {
        await using var command = App.DataSource.CreateCommand("select kind, status, reported_status from notification_events where notification_id = $1");
        command.Parameters.Add(new() { Value = id });
        await using var row = await command.ExecuteReaderAsync();
        Assert.True(await row.ReadAsync());
        var found = (row.GetString(0), row.IsDBNull(1) ? null : row.GetString(1), row.IsDBNull(2) ? null : row.GetString(2));
        Assert.False(await row.ReadAsync());
        return found;
    }

    private protected async Task<long> CountKeptAsync(string reference)
    {
        await using var command = App.DataSource.CreateCommand("select count(*) from unmatched_receipts where provider_reference = $1");
        command.Parameters.Add(new() { Value = reference });
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private protected async Task<object?> ScalarAsync(string sql, Guid id)
    {
        await using var command = App.DataSource.CreateCommand(sql);
        command.Parameters.Add(new() { Value = id });
        return await command.ExecuteScalarAsync();
    }

    private protected async Task ExecuteAsync(string sql, Guid id)
    {
        await using var command = App.DataSource.CreateCommand(sql);
        command.Parameters.Add(new() { Value = id });
        await command.ExecuteNonQueryAsync();
    }

    public sealed class ApiOnly : NotifyApp
    {
        protected override Roles Roles => Roles.Api;
    }
}
