using Notify.Core.Notifications;

namespace Notify.UnitTests.Notifications;

public sealed class NotificationStatusRulesTests
{
    [Theory]
    [InlineData(NotificationStatus.Created, NotificationStatus.Sending, true)]
    [InlineData(NotificationStatus.Created, NotificationStatus.Delivered, true)]
    [InlineData(NotificationStatus.Sending, NotificationStatus.Created, false)]
    [InlineData(NotificationStatus.Sending, NotificationStatus.Pending, true)]
    [InlineData(NotificationStatus.Pending, NotificationStatus.Sending, false)]
    [InlineData(NotificationStatus.Pending, NotificationStatus.PermanentFailure, true)]
    [InlineData(NotificationStatus.Sent, NotificationStatus.Delivered, true)]
    [InlineData(NotificationStatus.Sent, NotificationStatus.Sending, false)]
    [InlineData(NotificationStatus.Delivered, NotificationStatus.PermanentFailure, false)]
    [InlineData(NotificationStatus.TechnicalFailure, NotificationStatus.Delivered, false)]
    public void Move_is_judged(NotificationStatus from, NotificationStatus to, bool allowed) =>
        Assert.Equal(allowed, NotificationStatusRules.CanBecome(from, to));

    [Fact]
    public void Sender_may_only_move_what_is_still_created() =>
        Assert.Equal([NotificationStatus.Created], NotificationStatusRules.Before(NotificationStatus.Sending));

    [Fact]
    public void No_status_follows_itself() =>
        Assert.All(Enum.GetValues<NotificationStatus>(), status => Assert.False(NotificationStatusRules.CanBecome(status, status)));

    [Fact]
    public void Receipt_never_undoes_what_is_final_except_by_a_correction() => Assert.All(
        NotificationStatusRules.ReceiptMoves.Where(move => move.Condition == ReceiptCondition.Always),
        move => Assert.True(!NotificationStatusRules.IsFinal(move.From) || move.From == NotificationStatus.Sent));

    [Fact]
    public void Receipt_reports_neither_cancelling_nor_what_only_we_know() => Assert.DoesNotContain(
        NotificationStatusRules.ReceiptMoves,
        move => move.To is NotificationStatus.Created or NotificationStatus.Sending or NotificationStatus.Cancelled or NotificationStatus.ValidationFailed || move.From == move.To);

    [Fact]
    public void Each_receipt_move_is_judged_by_one_condition() =>
        Assert.Equal(NotificationStatusRules.ReceiptMoves.Count, NotificationStatusRules.ReceiptMoves.DistinctBy(move => (move.From, move.To)).Count());

    [Fact]
    public void Every_status_is_read_back_from_its_word() =>
        Assert.All(Enum.GetValues<NotificationStatus>(), status => Assert.Equal(status, NotificationStatusNames.Parse(status.Wire())));
}
