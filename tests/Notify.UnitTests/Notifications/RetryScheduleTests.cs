using Notify.Core.Notifications;

namespace Notify.UnitTests.Notifications;

public sealed class RetryScheduleTests
{
    private static readonly TimeSpan GiveUpAfter = TimeSpan.FromHours(4);

    [Theory]
    [InlineData(true, false, NotificationStatus.Delivered)]
    [InlineData(false, false, NotificationStatus.Sending)]
    [InlineData(false, true, NotificationStatus.Sent)]
    public void Acceptance_counts_as_much_as_will_ever_be_known(bool acceptedIsDelivered, bool international, NotificationStatus expected) =>
        Assert.Equal(new Verdict.Final(expected, null), Judge(new SendOutcome.Accepted("1"), acceptedIsDelivered, international));

    [Fact]
    public void Refusal_is_final() =>
        Assert.Equal(new Verdict.Final(NotificationStatus.PermanentFailure, "550 no such user"), Judge(new SendOutcome.Refused("550 no such user")));

    [Theory]
    [InlineData(0, 5)]
    [InlineData(1, 30)]
    [InlineData(2, 120)]
    [InlineData(3, 300)]
    [InlineData(40, 300)]
    public void Pauses_grow_and_then_stay(int tries, int seconds) =>
        Assert.Equal(new Verdict.Retry(TimeSpan.FromSeconds(seconds), "busy"), Judge(new SendOutcome.Unavailable("busy"), tries: tries));

    [Theory]
    [InlineData(0, 4)]
    [InlineData(1, 6)]
    public void Jitter_spreads_the_pause(double jitter, int seconds) =>
        Assert.Equal(new Verdict.Retry(TimeSpan.FromSeconds(seconds), "busy"), Judge(new SendOutcome.Unavailable("busy"), jitter: jitter));

    [Theory]
    [InlineData(0, 30)]
    [InlineData(2, 120)]
    public void Doubtful_hand_over_is_made_again_when_a_receipt_had_time_to_come(int tries, int seconds) =>
        Assert.Equal(new Verdict.Retry(TimeSpan.FromSeconds(seconds), "no answer") { IsDoubtful = true }, Judge(new SendOutcome.Doubtful("no answer"), tries: tries, elsewhere: true));

    [Theory]
    [InlineData(ProviderFault.Down, 0, 1)]
    [InlineData(ProviderFault.Busy, 0, 1)]
    [InlineData(ProviderFault.None, 0, 5)]
    [InlineData(ProviderFault.Down, 1, 30)]
    public void First_retry_goes_to_another_provider_nearly_at_once(ProviderFault fault, int tries, int seconds) =>
        Assert.Equal(
            new Verdict.Retry(TimeSpan.FromSeconds(seconds), "no"), Judge(new SendOutcome.Unavailable("no", fault), tries: tries, elsewhere: true));

    [Theory]
    [InlineData(ProviderFault.Busy, 0, 1)]
    [InlineData(ProviderFault.Busy, 1, 2)]
    [InlineData(ProviderFault.Busy, 3, 8)]
    [InlineData(ProviderFault.Busy, 8, 256)]
    [InlineData(ProviderFault.Busy, 9, 300)]
    [InlineData(ProviderFault.Busy, 300, 300)]
    [InlineData(ProviderFault.Down, 0, 5)]
    public void Provider_that_was_busy_is_tried_again_soon(ProviderFault fault, int tries, int seconds) =>
        Assert.Equal(new Verdict.Retry(TimeSpan.FromSeconds(seconds), "no"), Judge(new SendOutcome.Unavailable("no", fault), tries: tries));

    [Theory]
    [InlineData(ProviderFault.Down)]
    [InlineData(ProviderFault.Busy)]
    public void Pause_of_what_soon_expires_is_a_twentieth_of_its_time_at_most(ProviderFault fault) =>
        Assert.Equal(
            new Verdict.Retry(TimeSpan.FromSeconds(90), "no"),
            Judge(new SendOutcome.Unavailable("no", fault), tries: 9, giveUpAfter: TimeSpan.FromMinutes(30)));

    [Theory]
    [InlineData(false, 5)]
    [InlineData(true, 1)]
    public void Provider_that_lets_nobody_in_costs_a_message_no_try(bool elsewhere, int seconds) =>
        Assert.Equal(
            new Verdict.Retry(TimeSpan.FromSeconds(seconds), "535 no", CountsAsTry: false),
            Judge(new SendOutcome.Unavailable("535 no", ProviderFault.Misconfigured), tries: 3, elsewhere: elsewhere));

    [Fact]
    public void Message_that_alone_is_not_let_in_comes_back_after_growing_pauses() =>
        Assert.Equal(
            new Verdict.Retry(TimeSpan.FromMinutes(5), "403 no", CountsAsTry: true),
            Judge(new SendOutcome.Unavailable("403 no", ProviderFault.Misconfigured) { IsOfMessage = true }, tries: 3));

    [Fact]
    public void What_is_older_than_its_lane_allows_is_expired_with_a_reason()
    {
        Assert.Null(RetrySchedule.Expired(TimeSpan.FromMinutes(29), TimeSpan.FromMinutes(30), doubts: 0));
        Assert.Equal(
            new SendOutcome.Refused("expired: not handed over within 30 minutes", NotificationStatus.TechnicalFailure),
            RetrySchedule.Expired(TimeSpan.FromMinutes(30), TimeSpan.FromMinutes(30), doubts: 0));
        Assert.Equal(
            new SendOutcome.Doubtful("not answered, and not tried again after 30 minutes"),
            RetrySchedule.Expired(TimeSpan.FromMinutes(30), TimeSpan.FromMinutes(30), doubts: 1));
    }

    [Theory]
    [InlineData(1, false, "sending", false)]
    [InlineData(2, false, "sending", true)]
    [InlineData(2, true, "sent", true)]
    public void Third_hand_over_that_nobody_answers_counts_as_made(int doubts, bool international, string status, bool isOver)
    {
        var verdict = Judge(new SendOutcome.Doubtful("no answer"), tries: doubts, doubts: doubts, international: international);

        if (isOver)
        {
            var final = Assert.IsType<Verdict.Final>(verdict);
            Assert.Equal((status, "no answer", false), (final.Status.Wire(), final.Reason, final.IsFailure));
        }
        else
        {
            Assert.True(Assert.IsType<Verdict.Retry>(verdict).IsDoubtful);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void What_may_have_gone_out_is_not_said_to_have_failed_when_its_time_is_over(int doubts)
    {
        SendOutcome outcome = doubts == 0 ? new SendOutcome.Doubtful("no answer") : new SendOutcome.Unavailable("busy");

        var final = Assert.IsType<Verdict.Final>(Judge(outcome, doubts: doubts, age: GiveUpAfter - TimeSpan.FromSeconds(1)));

        Assert.Equal((NotificationStatus.Sending, true), (final.Status, final.IsUnanswered));
    }

    [Theory]
    [InlineData(false, 3, typeof(SendOutcome.Unavailable))]
    [InlineData(false, 4, typeof(SendOutcome.Refused))]
    public void Message_that_breaks_us_is_not_tried_for_the_whole_age(bool mayHaveGone, int tries, Type expected) =>
        Assert.IsType(expected, RetrySchedule.Broke(mayHaveGone, tries, doubts: 0));

    [Fact]
    public void Message_that_breaks_us_after_it_may_have_gone_out_is_sent_once_more_and_not_said_to_have_failed()
    {
        Assert.IsType<Verdict.Retry>(Judge(RetrySchedule.Broke(mayHaveGone: true, tries: 1, doubts: 0), tries: 1));
        Assert.True(Judge(RetrySchedule.Broke(mayHaveGone: true, tries: 1, doubts: 1), tries: 1, doubts: 1) is Verdict.Final { Status: NotificationStatus.Sending, IsUnanswered: true });
    }

    [Fact]
    public void Retrying_ends_at_the_age_limit_with_the_last_reason() =>
        Assert.Equal(
            new Verdict.Final(NotificationStatus.TechnicalFailure, "busy"),
            Judge(new SendOutcome.Unavailable("busy"), tries: 50, age: GiveUpAfter - TimeSpan.FromMinutes(1)));

    [Fact]
    public void Doubtful_text_stays_with_its_carrier_while_that_may_still_deliver_it() =>
        Assert.Equal(
            new Verdict.Retry(TimeSpan.FromSeconds(30), "no answer") { KeptFor = TimeSpan.FromHours(1), IsDoubtful = true },
            Judge(new SendOutcome.Doubtful("no answer"), validity: TimeSpan.FromHours(1)));

    [Fact]
    public void Text_that_a_carrier_certainly_did_not_take_is_free_to_go_elsewhere() =>
        Assert.Equal(
            new Verdict.Retry(TimeSpan.FromSeconds(1), "down"), Judge(new SendOutcome.Unavailable("down"), validity: TimeSpan.FromHours(1), elsewhere: true));

    [Theory]
    [InlineData(60, 0, false, 66)]
    [InlineData(0, 0, false, 1)]
    [InlineData(3600, 0, false, 660)]
    [InlineData(600, 235, false, 1)]
    [InlineData(60, 0, true, 1)]
    public void Provider_that_asks_for_a_pause_gets_it_within_bounds_unless_another_takes_the_message(int asked, int ageInMinutes, bool elsewhere, int seconds) =>
        Assert.Equal(
            new Verdict.Retry(TimeSpan.FromSeconds(seconds), "503"),
            Judge(
                new SendOutcome.Unavailable("503", ProviderFault.Busy) { RetryAfter = TimeSpan.FromSeconds(asked) },
                age: TimeSpan.FromMinutes(ageInMinutes),
                elsewhere: elsewhere));

    [Fact]
    public void Waiting_for_a_provider_that_carries_it_costs_no_try_and_is_not_told() =>
        Assert.Equal(
            new Verdict.Retry(TimeSpan.FromSeconds(15), "none", CountsAsTry: false) { IsTold = false },
            Judge(new SendOutcome.Unavailable("none", ProviderFault.None) { IsUntried = true }, tries: 3));

    private static Verdict Judge(
        SendOutcome outcome,
        bool acceptedIsDelivered = false,
        bool international = false,
        int tries = 0,
        int doubts = 0,
        TimeSpan age = default,
        double jitter = 0.5,
        bool elsewhere = false,
        TimeSpan? validity = null,
        TimeSpan? giveUpAfter = null) =>
        RetrySchedule.Judge(outcome, acceptedIsDelivered, international, elsewhere, tries, doubts, age, giveUpAfter ?? GiveUpAfter, validity, jitter);
}
