using Notify.Core.Notifications;
using Notify.Core.Receipts;
using Notify.Data.Receipts;
using Notify.Server.Receipts;
using Notify.TestKit.Server;

namespace Notify.UnitTests.Receipts;

public sealed class ReceiptMetricsTests
{
    [Theory]
    [InlineData(NotificationStatus.PermanentFailure, ReceiptKind.HardBounce, ReceiptVerdict.Moved, "permanent-failure hard-bounce")]
    [InlineData(NotificationStatus.PermanentFailure, ReceiptKind.OptedOut, ReceiptVerdict.Moved, "permanent-failure opted-out")]
    [InlineData(NotificationStatus.TemporaryFailure, ReceiptKind.Status, ReceiptVerdict.Moved, "temporary-failure reported")]
    [InlineData(NotificationStatus.TemporaryFailure, ReceiptKind.Status, ReceiptVerdict.Repeated, "")]
    [InlineData(NotificationStatus.Delivered, ReceiptKind.Status, ReceiptVerdict.Moved, "")]
    public void Failure_that_a_receipt_tells_is_counted_once_with_its_cause(NotificationStatus status, ReceiptKind kind, ReceiptVerdict verdict, string expected)
    {
        using var figures = new Figures();
        var metrics = new ReceiptMetrics(figures.Meters);

        metrics.Took(new DeliveryReceipt { Provider = "carrier", ProviderReference = "r", NotificationId = Guid.Empty, Status = status, Kind = kind }, verdict);

        Assert.Equal(
            expected.Length == 0 ? [] : [$"notify.receipts.failed=1 carrier {expected}"],
            figures.Counted.Where(one => one.StartsWith("notify.receipts.failed", StringComparison.Ordinal)));
    }

    [Fact]
    public void What_no_receipt_came_for_is_counted_with_that_cause()
    {
        using var figures = new Figures();

        new ReceiptMetrics(figures.Meters).TimedOut("carrier", 3);

        Assert.Equal(["notify.receipts.failed=3 carrier temporary-failure timed-out"], figures.Counted);
    }
}
