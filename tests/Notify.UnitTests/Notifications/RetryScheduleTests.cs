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

    [Fact]
    public void Doubtful_hand_over_is_made_again() =>
        Assert.IsType<Verdict.Retry>(Judge(new SendOutcome.Doubtful("no answer")));

    [Fact]
    public void Retrying_ends_at_the_age_limit_with_the_last_reason() =>
        Assert.Equal(
            new Verdict.Final(NotificationStatus.TechnicalFailure, "busy"),
            Judge(new SendOutcome.Unavailable("busy"), tries: 50, age: GiveUpAfter - TimeSpan.FromMinutes(1)));

    private static Verdict Judge(
        SendOutcome outcome, bool acceptedIsDelivered = false, bool international = false, int tries = 0, TimeSpan age = default, double jitter = 0.5) =>
        RetrySchedule.Judge(outcome, acceptedIsDelivered, international, tries, age, GiveUpAfter, jitter);
}
