using System.Diagnostics.Metrics;
using Notify.Core.Notifications;
using Notify.Core.Receipts;
using Notify.Data.Receipts;
using Notify.Server.Hosting.Telemetry;

namespace Notify.Server.Receipts;

/// <summary>Counts what comes in from providers. No label names a person, a service or a notification.</summary>
public sealed class ReceiptMetrics
{
    public const string MeterName = "Notify.Receipts";

    private readonly Counter<long> _receipts;
    private readonly Counter<long> _failed;
    private readonly Counter<long> _dropped;
    private readonly Counter<long> _refused;
    private readonly Counter<long> _inbound;

    public ReceiptMetrics(IMeterFactory meters)
    {
        ArgumentNullException.ThrowIfNull(meters);
        var meter = meters.Create(MeterName);
        _receipts = meter.CreateCounter<long>("notify.receipts", "{receipt}", "Delivery receipts by provider and by what became of them");
        _failed = meter.CreateCounter<long>("notify.receipts.failed", "{notification}", "Notifications that failed after a provider took them, by status and cause");
        _dropped = meter.CreateCounter<long>("notify.receipts.dropped", "{receipt}", "Delivery receipts whose reference nobody knew for five minutes");
        _refused = meter.CreateCounter<long>("notify.receipts.refused", "{request}", "Requests from providers that were not believed or not understood");
        _inbound = meter.CreateCounter<long>("notify.inbound_texts", "{text}", "Texts from people, by provider and by what became of them");
    }

    public void Took(DeliveryReceipt receipt, ReceiptVerdict verdict)
    {
        ArgumentNullException.ThrowIfNull(receipt);
        var provider = new KeyValuePair<string, object?>("provider", receipt.Provider ?? ProviderAnswers.Bounces);
        _receipts.Add(1, provider, new("verdict", verdict.ToString().ToLowerInvariant()));
        if (verdict == ReceiptVerdict.Moved && receipt.Status is { } status && NotificationStatusRules.IsFinal(status) && status != NotificationStatus.Delivered)
        {
            _failed.Add(1, provider, new("status", status.Wire()), new("cause", Cause(receipt.Kind)));
        }
    }

    /// <summary>What a provider took and never reported on.</summary>
    public void TimedOut(string provider, int count) =>
        _failed.Add(count, new("provider", provider), new("status", NotificationStatus.TemporaryFailure.Wire()), new KeyValuePair<string, object?>("cause", "timed-out"));

    private static string Cause(ReceiptKind kind) => kind switch
    {
        ReceiptKind.HardBounce => "hard-bounce",
        ReceiptKind.OptedOut => "opted-out",
        _ => "reported",
    };

    public void Dropped(int count) => _dropped.Add(count);

    /// <param name="cause">A word: <c>signature</c>, <c>body</c>, <c>size</c>.</param>
    public void Refused(string provider, string cause) =>
        _refused.Add(1, new("provider", provider), new KeyValuePair<string, object?>("cause", cause));

    /// <param name="result">A word: <c>stored</c>, <c>repeated</c>, <c>not-received</c> (the service gets none), <c>unknown-number</c>.</param>
    public void Inbound(string provider, string result) =>
        _inbound.Add(1, new("provider", provider), new KeyValuePair<string, object?>("result", result));
}
