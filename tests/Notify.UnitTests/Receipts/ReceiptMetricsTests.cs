using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Notify.Core.Notifications;
using Notify.Core.Receipts;
using Notify.Data.Receipts;
using Notify.Server.Receipts;

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
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var metrics = new ReceiptMetrics(services.GetRequiredService<IMeterFactory>());
        var counted = new List<string>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, listening) =>
        {
            if (instrument.Meter.Scope == services.GetRequiredService<IMeterFactory>() && instrument.Name == "notify.receipts.failed")
            {
                listening.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) => counted.Add($"{Tag(tags, "status")} {Tag(tags, "cause")}"));
        listener.Start();

        metrics.Took(new DeliveryReceipt { Provider = "carrier", ProviderReference = "r", NotificationId = Guid.Empty, Status = status, Kind = kind }, verdict);

        Assert.Equal(expected, string.Join(", ", counted));
    }

    private static object? Tag(ReadOnlySpan<KeyValuePair<string, object?>> tags, string name)
    {
        foreach (var (key, value) in tags)
        {
            if (key == name)
            {
                return value;
            }
        }

        return null;
    }
}
