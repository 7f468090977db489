using Microsoft.Extensions.DependencyInjection;
using Notify.Core.Notifications;
using Notify.Core.Receipts;
using Notify.Data.Providers;
using Notify.Data.Receipts;
using Notify.Server.Hosting.Telemetry;

namespace Notify.IntegrationTests.Receipts;

/// <summary>What receipts do to notifications.</summary>
public sealed class ReceiptIntakeTests(ReceiptTests.ApiOnly app) : ReceiptTests(app)
{
    [Theory]
    [InlineData("sending", NotificationStatus.Delivered, "delivered")]
    [InlineData("sending", NotificationStatus.Pending, "pending")]
    [InlineData("pending", NotificationStatus.PermanentFailure, "permanent-failure")]
    [InlineData("sent", NotificationStatus.Delivered, "delivered")]
    [InlineData("temporary-failure", NotificationStatus.Delivered, "delivered")]
    public async Task Receipt_moves_the_status_and_is_on_the_time_line(string from, NotificationStatus reported, string to)
    {
        var id = await SentAsync(from);

        Assert.Equal(ReceiptVerdict.Moved, await Intake.TakeAsync(Receipt(id, reported), default));

        Assert.Equal(to, await StatusAsync(id));
        Assert.Equal(("receipt", to, to), await OnlyEventAsync(id));
    }

    [Theory]
    [InlineData("delivered", NotificationStatus.PermanentFailure)]
    [InlineData("delivered", NotificationStatus.Pending)]
    [InlineData("permanent-failure", NotificationStatus.Delivered)]
    [InlineData("temporary-failure", NotificationStatus.PermanentFailure)]
    [InlineData("technical-failure", NotificationStatus.Delivered)]
    [InlineData("cancelled", NotificationStatus.Delivered)]
    public async Task Receipt_that_may_not_follow_is_told_and_changes_nothing(string from, NotificationStatus reported)
    {
        var id = await SentAsync(from);

        Assert.Equal(ReceiptVerdict.Noted, await Intake.TakeAsync(Receipt(id, reported), default));

        Assert.Equal(from, await StatusAsync(id));
        Assert.Equal(("receipt-ignored", null, reported.Wire()), await OnlyEventAsync(id));
    }

    [Theory]
    [InlineData("+12025550123", NotificationStatus.Delivered, "sent")] // of a country without receipts to rely on
    [InlineData("+12025550123", NotificationStatus.PermanentFailure, "sent")]
    [InlineData("+17845550123", NotificationStatus.Delivered, "delivered")] // an island inside its code that has them
    [InlineData("+33612345678", NotificationStatus.PermanentFailure, "permanent-failure")]
    public async Task Text_abroad_stays_sent_where_carriers_report_nothing_to_rely_on(string recipient, NotificationStatus reported, string to)
    {
        var id = await SentAsync("sent");
        await ExecuteAsync($"update notifications set recipient = '{recipient}', international = true where id = $1", id);

        await Intake.TakeAsync(Receipt(id, reported), default);

        Assert.Equal(to, await StatusAsync(id));
        Assert.Equal((to == "sent" ? "receipt-ignored" : "receipt", to == "sent" ? null : to, reported.Wire()), await OnlyEventAsync(id));
    }

    [Theory]
    [InlineData(NotificationStatus.Delivered, "sent", 0)]
    [InlineData(NotificationStatus.PermanentFailure, "created", 1)]
    public async Task Early_receipt_from_such_a_country_says_at_most_that_the_text_has_left(NotificationStatus reported, string to, long queued)
    {
        var id = await AcceptedAsync();
        await ExecuteAsync("update notifications set recipient = '+12025550123', international = true where id = $1", id);

        await Intake.TakeAsync(Receipt(id, reported), default);

        Assert.Equal((to, queued), (await StatusAsync(id), await ScalarAsync("select count(*) from notification_queue where id = $1", id)));
    }

    [Fact]
    public async Task Number_in_such_a_country_is_not_kept_from_texts_because_a_receipt_says_that_it_does_not_work()
    {
        var id = await SentAsync("sent");
        await ExecuteAsync("update notifications set recipient = '+12025550124', international = true where id = $1", id);

        await Intake.TakeAsync(Receipt(id, NotificationStatus.PermanentFailure) with { Kind = ReceiptKind.HardBounce }, default);

        Assert.Equal(0L, await ScalarAsync("select count(*) from suppressions where source_notification_id = $1", id));
    }

    [Fact]
    public async Task Receipt_without_a_status_is_only_told()
    {
        var id = await SentAsync("sending");

        Assert.Equal(ReceiptVerdict.Noted, await Intake.TakeAsync(Receipt(id, null), default));

        Assert.Equal("sending", await StatusAsync(id));
        Assert.Equal(("receipt", null, null), await OnlyEventAsync(id));
    }

    [Fact]
    public async Task Same_receipt_again_is_counted_where_it_stands()
    {
        var id = await SentAsync("sending");

        var verdicts = await Intake.TakeAsync([Receipt(id, NotificationStatus.Delivered), Receipt(id, NotificationStatus.Delivered), Receipt(id, NotificationStatus.Delivered)], default);

        Assert.Equal([ReceiptVerdict.Moved, ReceiptVerdict.Repeated, ReceiptVerdict.Repeated], verdicts);
        Assert.Equal(("receipt", "delivered", "delivered"), await OnlyEventAsync(id));
        Assert.Equal(2, await ScalarAsync("select repeats from notification_events where notification_id = $1 and repeated_at > at", id));
    }

    [Fact]
    public async Task Receipt_that_came_late_and_again_is_counted_with_the_late_ones()
    {
        var id = await SentAsync("delivered");

        await Intake.TakeAsync([.. Enumerable.Repeat(Receipt(id, NotificationStatus.PermanentFailure), 3)], default);

        Assert.Equal(("receipt-ignored", null, "permanent-failure"), await OnlyEventAsync(id));
        Assert.Equal(2, await ScalarAsync("select repeats from notification_events where notification_id = $1", id));
    }

    [Fact]
    public async Task Providers_own_time_stands_beside_ours()
    {
        var id = await SentAsync("sending");
        var at = new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.FromHours(2));

        await Intake.TakeAsync(Receipt(id, NotificationStatus.Delivered) with { At = at }, default);

        Assert.Equal(at.UtcDateTime, await ScalarAsync("select provider_time from notification_events where notification_id = $1", id));
    }

    [Fact]
    public async Task Time_line_of_a_talkative_provider_is_bounded()
    {
        var id = await SentAsync("sending");

        await Intake.TakeAsync([.. Enumerable.Range(0, 60).Select(i => Receipt(id, null) with { Reason = $"word {i}" })], default);

        Assert.Equal(50L, await ScalarAsync("select count(*) from notification_events where notification_id = $1", id));
        Assert.Equal(ReceiptVerdict.Moved, await Intake.TakeAsync(Receipt(id, NotificationStatus.Delivered), default));
        Assert.Equal(51L, await ScalarAsync("select count(*) from notification_events where notification_id = $1", id));
    }

    [Fact]
    public async Task Bounce_overturns_an_assumed_delivery_but_not_a_confirmed_one()
    {
        var (assumed, confirmed) = (await SentAsync("delivered"), await SentAsync("delivered"));
        await ExecuteAsync("update notifications set delivery_assumed = true where id = $1", assumed);
        await ExecuteAsync("update notifications set delivery_assumed = true where id = $1", confirmed);
        Assert.Equal(ReceiptVerdict.Noted, await Intake.TakeAsync(Receipt(confirmed, NotificationStatus.Delivered), default));

        var verdicts = await Intake.TakeAsync([Receipt(assumed, NotificationStatus.PermanentFailure), Receipt(confirmed, NotificationStatus.PermanentFailure)], default);

        Assert.Equal([ReceiptVerdict.Moved, ReceiptVerdict.Noted], verdicts);
        Assert.Equal(("permanent-failure", "delivered"), (await StatusAsync(assumed), await StatusAsync(confirmed)));
    }

    [Theory]
    [InlineData("delivered", NotificationStatus.PermanentFailure)]
    [InlineData("temporary-failure", NotificationStatus.Delivered)]
    public async Task Nothing_final_is_corrected_after_three_days(string from, NotificationStatus reported)
    {
        var id = await SentAsync(from);
        await ExecuteAsync("update notifications set delivery_assumed = true, created_at = now() - interval '73 hours' where id = $1", id);

        Assert.Equal(ReceiptVerdict.Noted, await Intake.TakeAsync(Receipt(id, reported), default));

        Assert.Equal(from, await StatusAsync(id));
    }

    [Fact]
    public async Task Acceptance_that_counts_as_delivery_is_recorded_as_assumed()
    {
        var id = await AcceptedAsync();
        var claimed = await ClaimAsync(id);

        await Queue.RecordAsync([Record(claimed, NotificationStatus.Delivered) with { DeliveryAssumed = true }], default);

        Assert.Equal(true, await ScalarAsync("select delivery_assumed from notifications where id = $1", id));
        Assert.Equal(ReceiptVerdict.Moved, await Intake.TakeAsync(Receipt(id, NotificationStatus.PermanentFailure), default));
    }

    [Fact]
    public async Task Delivery_is_timed_from_acceptance_by_channel_and_lane_and_only_once()
    {
        var id = await SentAsync("sending");
        await ExecuteAsync("update notifications set created_at = now() - interval '90 seconds' where id = $1", id);
        await ExecuteAsync("update templates set lane = 'priority' where id = (select template_id from notifications where id = $1)", id);
        var store = App.Services.GetRequiredService<ReceiptStore>();

        var first = (await store.ApplyAsync([Receipt(id, NotificationStatus.Delivered)], default))[0].Delivery!;
        var again = (await store.ApplyAsync([Receipt(id, NotificationStatus.Delivered)], default))[0].Delivery;

        Assert.Equal((Channel.Sms, Lane.Priority), (first.Channel, first.Lane));
        Assert.InRange(first.After.TotalSeconds, 90, 120);
        Assert.Null(again);
    }

    [Fact]
    public async Task Delivery_of_a_bulk_key_was_in_the_bulk_lane_and_that_of_a_test_key_is_not_timed()
    {
        var (bulk, test) = (await SentAsync("sending"), await SentAsync("sending"));
        await ExecuteAsync("update api_keys set priority = 'bulk' where id = (select api_key_id from notifications where id = $1)", bulk);
        await ExecuteAsync("update notifications set key_type = 'test' where id = $1", test);

        var applied = await App.Services.GetRequiredService<ReceiptStore>().ApplyAsync([Receipt(bulk, NotificationStatus.Delivered), Receipt(test, NotificationStatus.Delivered)], default);

        Assert.Equal((Lane.Bulk, null), (applied[0].Delivery?.Lane, applied[1].Delivery));
    }

    [Fact]
    public async Task Receipt_that_calls_for_a_person_is_written_down_as_an_alarm()
    {
        var code = new ProviderCode("30007", IsKnown: true) { Mend = "Register the sender" };

        await Intake.TakeAsync(Receipt(await SentAsync("sending"), NotificationStatus.PermanentFailure) with { Provider = "alarming", Code = code }, default);
        await App.Services.GetRequiredService<ProviderAnswers>().StoreAlarmsAsync(default);

        var alarm = (await App.Services.GetRequiredService<ProviderAlarmStore>().ListAsync(default)).Single(alarm => alarm.Provider == "alarming");
        Assert.Equal(("30007", "Register the sender", 1L), (alarm.Code, alarm.Mend, alarm.Answers));
    }

    [Fact]
    public async Task Words_that_cannot_be_stored_are_made_fit()
    {
        var id = await SentAsync("sending");

        Assert.Equal(ReceiptVerdict.Moved, await Intake.TakeAsync(Receipt(id, NotificationStatus.Delivered) with { Reason = "a\0b\ud800" + new string('x', 5000) }, default));

        Assert.Equal(1000, await ScalarAsync("select length(reason) from notification_events where notification_id = $1", id));
    }
}
