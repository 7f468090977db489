using System.Collections.Concurrent;
using Notify.Core.Notifications;
using Notify.Providers.Sms;

namespace Notify.IntegrationTests.Delivery;

/// <summary>A carrier that does what a test tells it.</summary>
internal sealed class ScriptedSmsProvider(string name) : ISmsProvider
{
    public string Name => name;

    public bool AcceptedIsDelivered => true;

    public bool CarriesInternational { get; init; } = true;

    /// <summary>What it answers; it may take its time.</summary>
    public Func<OutboundSms, CancellationToken, Task<SendOutcome>> Answer { get; set; } =
        (sms, _) => Task.FromResult<SendOutcome>(new SendOutcome.Accepted($"{sms.NotificationId}"));

    /// <summary>All it was handed, in order.</summary>
    public ConcurrentQueue<OutboundSms> Received { get; } = new();

    public Task<SendOutcome> SendAsync(OutboundSms sms, CancellationToken cancellationToken)
    {
        Received.Enqueue(sms);
        return Answer(sms, cancellationToken);
    }

    public void Says(SendOutcome outcome) => Answer = (_, _) => Task.FromResult(outcome);
}
