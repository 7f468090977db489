using Microsoft.Extensions.DependencyInjection;
using Notify.Core;
using Notify.Core.Notifications;
using Notify.Core.Receipts;
using Notify.Data.Receipts;
using Notify.Server.Receipts;

namespace Notify.IntegrationTests.Receipts;

/// <summary>Which notification a receipt is of, whenever it comes and whoever sends it.</summary>
public sealed class ReceiptMatchingTests(ReceiptTests.ApiOnly app) : ReceiptTests(app)
{
    [Fact]
    public async Task Receipt_before_the_senders_record_takes_it_out_of_the_queue_and_stands()
    {
        var id = await AcceptedAsync();
        var claimed = await ClaimAsync(id);

        Assert.Equal(ReceiptVerdict.Moved, await Intake.TakeAsync(Receipt(id, NotificationStatus.Delivered), default));
        Assert.Equal(0L, await ScalarAsync("select count(*) from notification_queue where id = $1", id));
        await Queue.RecordAsync([Record(claimed, NotificationStatus.Sending)], default);

        Assert.Equal("delivered", await StatusAsync(id));
        Assert.Equal(true, await ScalarAsync("select sent_at is not null and provider = 'test' and provider_reference = 'SM1' from notifications where id = $1", id));
    }

    [Fact]
    public async Task Failure_told_by_a_provider_that_no_longer_has_the_text_changes_nothing_and_its_delivery_counts()
    {
        var id = await SentAsync("sending");
        await ExecuteAsync("update notifications set provider = 'other' where id = $1", id);

        Assert.Equal(ReceiptVerdict.Noted, await Intake.TakeAsync(Receipt(id, NotificationStatus.PermanentFailure), default));
        Assert.Equal("sending", await StatusAsync(id));
        Assert.Equal(ReceiptVerdict.Moved, await Intake.TakeAsync(Receipt(id, NotificationStatus.Delivered), default));
    }

    [Fact]
    public async Task Reference_that_is_recorded_later_is_matched_by_the_job()
    {
        var id = await AcceptedAsync();
        var claimed = await ClaimAsync(id);
        var reference = Ids.NewRandom().ToString();
        var early = new DeliveryReceipt { Provider = "test", ProviderReference = reference, Status = NotificationStatus.Delivered };
        Assert.Equal(ReceiptVerdict.Kept, await Intake.TakeAsync(early, default));
        await Queue.RecordAsync([Record(claimed, NotificationStatus.Sending) with { ProviderReference = reference, ReceiptReference = reference }], default);

        await JobAsync();

        Assert.Equal("delivered", await StatusAsync(id));
        Assert.Equal(0L, await CountKeptAsync(reference));
        Assert.Equal(ReceiptVerdict.Repeated, await Intake.TakeAsync(early, default));
    }

    [Fact]
    public async Task Reference_of_another_provider_is_not_ours()
    {
        var id = await AcceptedAsync();
        var reference = Ids.NewRandom().ToString();
        await Queue.RecordAsync([Record(await ClaimAsync(id), NotificationStatus.Sending) with { ReceiptReference = reference }], default);

        Assert.Equal(
            ReceiptVerdict.Kept,
            await Intake.TakeAsync(new DeliveryReceipt { Provider = "stranger", ProviderReference = reference, Status = NotificationStatus.Delivered }, default));

        Assert.Equal("sending", await StatusAsync(id));
    }

    [Fact]
    public async Task Reference_that_nobody_knows_is_dropped_after_five_minutes()
    {
        var (old, young) = (Ids.NewRandom().ToString(), Ids.NewRandom().ToString());
        foreach (var reference in new[] { old, young })
        {
            await Intake.TakeAsync(new DeliveryReceipt { Provider = "test", ProviderReference = reference, Status = NotificationStatus.Delivered }, default);
        }

        await using (var age = App.DataSource.CreateCommand("update unmatched_receipts set received_at = now() - interval '301 seconds' where provider_reference = $1"))
        {
            age.Parameters.Add(new() { Value = old });
            await age.ExecuteNonQueryAsync();
        }

        await JobAsync();

        Assert.Equal((0L, 1L), (await CountKeptAsync(old), await CountKeptAsync(young)));
    }

    [Fact]
    public async Task Id_that_nobody_knows_is_dropped_at_once() =>
        Assert.Equal(ReceiptVerdict.Unknown, await Intake.TakeAsync(Receipt(Ids.New(TimeProvider.System), NotificationStatus.Delivered), default));

    [Theory]
    [InlineData("018d0000-0000-7000-8000-000000000001")] // January 2024
    [InlineData("f81d4fae-7dec-41d0-a765-00a0c91e6bf6")] // no time at all
    public async Task Id_of_a_day_that_is_not_kept_is_dropped_and_the_others_are_applied(string strange)
    {
        var id = await SentAsync("sending");

        var verdicts = await Intake.TakeAsync([Receipt(Guid.Parse(strange), NotificationStatus.Delivered), Receipt(id, NotificationStatus.Delivered)], default);

        Assert.Equal([ReceiptVerdict.Unknown, ReceiptVerdict.Moved], verdicts);
    }

    [Fact]
    public async Task Two_hosts_and_many_receipts_of_few_notifications_at_once_lose_none()
    {
        await using var other = await App.StartAnotherAsync();
        ReceiptIntake[] hosts = [Intake, other.Services.GetRequiredService<ReceiptIntake>()];
        var ids = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => SentAsync("sending")));
        DeliveryReceipt[] receipts = [.. ids.SelectMany(id => Enumerable.Range(0, 10).Select(i => Receipt(id, i == 9 ? NotificationStatus.Delivered : null) with { Reason = $"word {i}" }))];
        Random.Shared.Shuffle(receipts);

        var verdicts = await Task.WhenAll(receipts.Select((receipt, i) => hosts[i % 2].TakeAsync(receipt, default)));

        Assert.Equal(20, verdicts.Count(verdict => verdict == ReceiptVerdict.Moved));
        Assert.Equal(180, verdicts.Count(verdict => verdict == ReceiptVerdict.Noted));
        foreach (var id in ids)
        {
            Assert.Equal("delivered", await StatusAsync(id));
        }
    }
}
