using Notify.Core.Notifications;
using Notify.Core.Receipts;
using Notify.Providers.Sms.Twilio;

namespace Notify.UnitTests.Sms;

public sealed class TwilioWordsTests
{
    private static readonly Guid Id = Guid.Parse("01980000-0000-7000-8000-000000000001");

    [Theory]
    [InlineData("accepted", null, null)]
    [InlineData("sent", 30003, null)]
    [InlineData("read", null, null)]
    [InlineData("delivered", 30005, NotificationStatus.Delivered)]
    [InlineData("canceled", null, NotificationStatus.TechnicalFailure)]
    [InlineData("undelivered", null, NotificationStatus.TemporaryFailure)]
    [InlineData("failed", null, NotificationStatus.TechnicalFailure)]
    [InlineData("undelivered", 30001, NotificationStatus.TemporaryFailure)]
    [InlineData("undelivered", 30004, NotificationStatus.PermanentFailure)]
    [InlineData("undelivered", 30007, NotificationStatus.PermanentFailure)]
    [InlineData("undelivered", 30034, NotificationStatus.TechnicalFailure)]
    [InlineData("undelivered", 12345, NotificationStatus.TemporaryFailure)]
    [InlineData("failed", 12345, NotificationStatus.TemporaryFailure)]
    public void Status_and_code_mean(string status, int? code, NotificationStatus? meant) =>
        Assert.Equal(meant, TwilioReceipts.Of(Id, "SM1", status, code).Status);

    [Theory]
    [InlineData("undelivered", 30005, ReceiptKind.HardBounce)]
    [InlineData("undelivered", 30006, ReceiptKind.HardBounce)]
    [InlineData("failed", 21610, ReceiptKind.OptedOut)]
    [InlineData("undelivered", 30003, ReceiptKind.Status)]
    [InlineData("sent", 30005, ReceiptKind.Status)]
    public void What_says_something_of_the_number_is_told(string status, int code, ReceiptKind kind) =>
        Assert.Equal(kind, TwilioReceipts.Of(Id, "SM1", status, code).Kind);

    [Theory]
    [InlineData(400, 21211, NotificationStatus.PermanentFailure)]
    [InlineData(400, 21614, NotificationStatus.PermanentFailure)]
    [InlineData(400, 21610, NotificationStatus.PermanentFailure)]
    [InlineData(400, 21408, NotificationStatus.TechnicalFailure)]
    [InlineData(400, 21606, NotificationStatus.TechnicalFailure)]
    [InlineData(400, 21617, NotificationStatus.TechnicalFailure)]
    [InlineData(400, 77777, NotificationStatus.TechnicalFailure)]
    public void Refusal_fails_the_message(int status, int code, NotificationStatus failure) =>
        Assert.Equal(failure, Assert.IsType<SendOutcome.Refused>(TwilioErrors.Refusal(status, code, "words")).Failure);

    [Theory]
    [InlineData(21610, ReceiptKind.OptedOut)]
    [InlineData(21211, ReceiptKind.HardBounce)]
    [InlineData(12345, ReceiptKind.Status)]
    public void Refused_request_says_of_the_number(int code, ReceiptKind kind) =>
        Assert.Equal(kind, (TwilioErrors.Refusal(400, code, "words") as SendOutcome.Refused)?.Kind);

    [Theory]
    [InlineData(401, 20003, ProviderFault.Misconfigured)]
    [InlineData(403, 0, ProviderFault.Misconfigured)]
    [InlineData(404, 20404, ProviderFault.Misconfigured)]
    [InlineData(429, 20429, ProviderFault.Busy)]
    [InlineData(429, 0, ProviderFault.Busy)]
    public void Refusal_that_is_not_the_messages_fault_keeps_it(int status, int code, ProviderFault fault) =>
        Assert.Equal(fault, Assert.IsType<SendOutcome.Unavailable>(TwilioErrors.Refusal(status, code, null)).Fault);

    [Theory]
    [InlineData(500, 0)]
    [InlineData(503, 20503)]
    public void Error_of_twilios_own_leaves_it_open(int status, int code) => Assert.IsType<SendOutcome.Doubtful>(TwilioErrors.Refusal(status, code, null));
}
