using Notify.Core.Notifications;
using Notify.Core.Receipts;

namespace Notify.UnitTests.Receipts;

public sealed class BounceTableTests
{
    [Theory]
    [InlineData("5.1.0", NotificationStatus.PermanentFailure, ReceiptKind.HardBounce)]
    [InlineData("5.1.1", NotificationStatus.PermanentFailure, ReceiptKind.HardBounce)]
    [InlineData("5.1.2", NotificationStatus.PermanentFailure, ReceiptKind.HardBounce)]
    [InlineData("5.1.3", NotificationStatus.PermanentFailure, ReceiptKind.HardBounce)]
    [InlineData("5.1.6", NotificationStatus.PermanentFailure, ReceiptKind.HardBounce)]
    [InlineData("5.1.10", NotificationStatus.PermanentFailure, ReceiptKind.HardBounce)]
    [InlineData("5.1.8", NotificationStatus.TechnicalFailure, ReceiptKind.Status)]
    [InlineData("5.2.1", NotificationStatus.PermanentFailure, ReceiptKind.HardBounce)]
    [InlineData("5.2.2", NotificationStatus.TemporaryFailure, ReceiptKind.Status)]
    [InlineData("4.2.2", NotificationStatus.TemporaryFailure, ReceiptKind.Status)]
    [InlineData("4.4.7", NotificationStatus.TemporaryFailure, ReceiptKind.Status)]
    [InlineData("5.2.3", NotificationStatus.TechnicalFailure, ReceiptKind.Status)]
    [InlineData("5.3.4", NotificationStatus.TechnicalFailure, ReceiptKind.Status)]
    [InlineData("5.4.1", NotificationStatus.PermanentFailure, ReceiptKind.Status)]
    [InlineData("5.4.4", NotificationStatus.PermanentFailure, ReceiptKind.Status)]
    [InlineData("5.4.6", NotificationStatus.PermanentFailure, ReceiptKind.Status)]
    [InlineData("5.4.7", NotificationStatus.TemporaryFailure, ReceiptKind.Status)]
    [InlineData("5.5.4", NotificationStatus.TechnicalFailure, ReceiptKind.Status)]
    [InlineData("5.7.1", NotificationStatus.TemporaryFailure, ReceiptKind.Status)]
    [InlineData("5.7.26", NotificationStatus.TemporaryFailure, ReceiptKind.Status)]
    public void Code_decides(string code, NotificationStatus status, ReceiptKind kind) =>
        Assert.Equal(new BounceVerdict(status, kind), BounceTable.Judge(EnhancedStatusCode.Parse(code), null, "spam, mailbox full, user unknown"));

    [Theory]
    [InlineData(550, "smtp; 550 User unknown", NotificationStatus.PermanentFailure, ReceiptKind.HardBounce)]
    [InlineData(550, "550 Requested action not taken: mailbox unavailable", NotificationStatus.PermanentFailure, ReceiptKind.HardBounce)]
    [InlineData(552, "552 mailbox full", NotificationStatus.TemporaryFailure, ReceiptKind.Status)]
    [InlineData(550, "550 user is over quota", NotificationStatus.TemporaryFailure, ReceiptKind.Status)]
    [InlineData(552, "552 message size limit exceeded: message too large", NotificationStatus.TechnicalFailure, ReceiptKind.Status)]
    [InlineData(554, "554 blocked by our reputation list", NotificationStatus.TemporaryFailure, ReceiptKind.Status)]
    [InlineData(550, "550 no", NotificationStatus.PermanentFailure, ReceiptKind.Status)]
    [InlineData(451, "451 no such user", NotificationStatus.TemporaryFailure, ReceiptKind.Status)]
    public void Without_a_code_the_reply_and_its_words_decide(int reply, string words, NotificationStatus status, ReceiptKind kind)
    {
        Assert.Equal(new BounceVerdict(status, kind), BounceTable.Judge(null, reply, words));
        Assert.Equal(new BounceVerdict(status, kind), BounceTable.Judge(new EnhancedStatusCode(reply / 100, 0, 0), reply, words));
    }

    [Fact]
    public void Success_is_no_failure() => Assert.Null(BounceTable.Judge(EnhancedStatusCode.Parse("2.1.5"), 250, "ok").Status);
}
