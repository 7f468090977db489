using Microsoft.Extensions.DependencyInjection;
using Notify.Core.Notifications;
using Notify.Core.Receipts;
using Notify.Core.Services;
using Notify.Data.Receipts;
using Notify.Data.Totals;
using Notify.Data.Uploads;
using Notify.IntegrationTests.Uploads;
using Notify.Server.Maintenance;
using Notify.TestKit.Server;

namespace Notify.IntegrationTests.Retention;

/// <summary>Totals by day, template and status, as triggers and folding keep them.</summary>
public sealed class TotalsTests(BulkApiOnly app) : IClassFixture<BulkApiOnly>
{
    private TotalStore Totals => app.Services.GetRequiredService<TotalStore>();

    private LocalDays Days => app.Services.GetRequiredService<LocalDays>();

    [Fact]
    public async Task Single_and_bulk_sends_count_at_once_and_the_same_after_folding()
    {
        var service = await app.ServiceAsync();
        var template = await service.SmsTemplateAsync("Hello");
        await service.AcceptAsync("sms", new { phone_number = "07700900123", template_id = template });
        await StoreAsync(service, template, 250);

        Assert.Equal("created 251 0", await ShownAsync(service));
        await FoldAsync();
        Assert.Equal("created 251 0", await ShownAsync(service));
        Assert.Equal(0L, await app.ReadAsync<long>("select count(*) from notification_total_changes where service_id = $1", service.Service.Id));
    }

    [Fact]
    public async Task Moves_of_status_and_fragments_follow()
    {
        var service = await app.ServiceAsync();
        await StoreAsync(service, await service.SmsTemplateAsync("Hello"), 10);
        await FoldAsync();
        await app.RunAsync("update notifications set status = 'sending', fragments = 2 where service_id = $1 and job_row_number <= 6", service.Service.Id);
        await app.RunAsync("update notifications set status = 'delivered' where service_id = $1 and job_row_number <= 4", service.Service.Id);
        await app.RunAsync("update notifications set provider = 'p' where service_id = $1", service.Service.Id);

        Assert.Equal("created 5 0|delivered 3 6|sending 2 4", await ShownAsync(service));
        await FoldAsync();
        Assert.Equal("created 5 0|delivered 3 6|sending 2 4", await ShownAsync(service));
    }

    [Fact]
    public async Task Receipt_whose_statement_names_the_days_table_counts_once()
    {
        var service = await app.ServiceAsync();
        var id = await service.AcceptAsync("sms", new { phone_number = "07700900123", template_id = await service.SmsTemplateAsync("Hello") });
        var receipts = app.Services.GetRequiredService<ReceiptStore>();

        await receipts.ApplyAsync([new DeliveryReceipt { Provider = "p", ProviderReference = "r", NotificationId = id, Status = NotificationStatus.Delivered, Kind = ReceiptKind.Status }], default);

        Assert.Equal("delivered 1 0", await ShownAsync(service));
    }

    [Fact]
    public async Task Deleted_notifications_stay_counted()
    {
        var service = await app.ServiceAsync();
        await StoreAsync(service, await service.SmsTemplateAsync("Hello"), 3);
        await app.RunAsync("delete from notifications where service_id = $1", service.Service.Id);

        await FoldAsync();

        Assert.Equal("created 3 0", await ShownAsync(service));
    }

    [Fact]
    public async Task Test_keys_count_nowhere()
    {
        var service = await app.ServiceAsync(keyType: KeyType.Test);

        await service.AcceptAsync("sms", new { phone_number = "07700900123", template_id = await service.SmsTemplateAsync("Hello") });

        Assert.Equal("", await ShownAsync(service));
    }

    [Fact]
    public async Task Folds_at_once_count_every_change_once()
    {
        var service = await app.ServiceAsync();
        var template = await service.SmsTemplateAsync("Hello");
        for (var i = 0; i < 40; i++)
        {
            await app.RunAsync(
                """
                insert into notification_total_changes (service_id, template_id, channel, status, quarter, messages, fragments, units)
                values ($1, $2, 'sms', 'created', date_bin('15 minutes', now(), 'epoch'), 1, 0, 0)
                """,
                service.Service.Id, template);
        }

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Totals.FoldAsync(Days.Of, 7, CancellationToken.None)));
        await FoldAsync();

        Assert.Equal("created 40 0", await ShownAsync(service));
        Assert.Equal(40L, (long)await app.ReadAsync<decimal>("select sum(messages) from notification_totals where service_id = $1", service.Service.Id));
    }

    [Theory]
    [InlineData("2026-07-01T22:59:59Z", "2026-07-01")]
    [InlineData("2026-07-01T23:00:00Z", "2026-07-02")]
    [InlineData("2026-12-01T23:59:59Z", "2026-12-01")]
    public void Day_is_the_nations(string moment, string day) =>
        Assert.Equal(day, Days.Of(DateTimeOffset.Parse(moment, System.Globalization.CultureInfo.InvariantCulture)).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));

    [Fact]
    public void Retention_begins_with_a_local_day_whenever_clocks_change() =>
        Assert.Equal(
            new DateTimeOffset(2026, 10, 24, 23, 0, 0, TimeSpan.Zero),
            Days.StartOfDay(new DateTimeOffset(2026, 11, 1, 12, 0, 0, TimeSpan.Zero), 7));

    private async Task StoreAsync(SendingService service, Guid template, int rows)
    {
        var (_, body) = await BulkApp.PostAsync(service, new
        {
            name = "n",
            template_id = template,
            rows = Enumerable.Range(0, rows).Select(i => new[] { $"0770090{i + 1200:D4}" }).Prepend(["phone number"]),
        });
        while (!(await app.Services.GetRequiredService<UploadWork>().StoreChunkAsync(body.GetProperty("id").GetGuid(), CancellationToken.None)).IsLast)
        {
            // Some more.
        }
    }

    private async Task FoldAsync()
    {
        while (await Totals.FoldAsync(Days.Of, 100, CancellationToken.None) > 0)
        {
            // Some more.
        }
    }

    /// <returns>Status, messages and fragments.</returns>
    private async Task<string> ShownAsync(SendingService service)
    {
        var today = Days.Of(TimeProvider.System.GetUtcNow());
        var totals = await Totals.ReadAsync(service.Service.Id, today.AddDays(-1), today, Days.Of, CancellationToken.None);
        return string.Join('|', totals.OrderBy(total => total.Status.Wire(), StringComparer.Ordinal).Select(total => $"{total.Status.Wire()} {total.Messages} {total.Fragments}"));
    }
}
