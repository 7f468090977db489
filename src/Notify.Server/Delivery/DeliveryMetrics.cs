using System.Diagnostics.Metrics;
using Notify.Core.Notifications;
using Notify.Data.Notifications;
using Notify.Server.Delivery.Providers;

namespace Notify.Server.Delivery;

/// <summary>What a worker does, in figures. No label names a person, a service or a notification.</summary>
public sealed class DeliveryMetrics
{
    public const string MeterName = "Notify.Delivery";

    private readonly Counter<long> _handOvers;
    private readonly Counter<long> _failed;
    private readonly Histogram<double> _providerDuration;
    private readonly Histogram<double> _sendDuration;
    private readonly Counter<long> _freed;
    private IReadOnlyList<LaneFigures> _lanes = [];

    public DeliveryMetrics(IMeterFactory meters, ProviderChoice choice)
    {
        ArgumentNullException.ThrowIfNull(meters);
        var meter = meters.Create(MeterName);
        _handOvers = meter.CreateCounter<long>("notify.handovers", "{notification}", "Hand-overs to providers, by what the provider said");
        _failed = meter.CreateCounter<long>("notify.failed", "{notification}", "Notifications that failed before a provider took them, by status and cause");
        _providerDuration = meter.CreateHistogram<double>("notify.provider.duration", "s", "How long providers take to answer");
        _sendDuration = meter.CreateHistogram<double>("notify.send.duration", "s", "From acceptance, or the time it was scheduled for, to the provider's yes");
        _freed = meter.CreateCounter<long>("notify.queue.freed", "{notification}", "Claims of dead or stuck workers that were freed");
        meter.CreateObservableGauge("notify.queue.length", () => Of(lane => lane.Due), "{notification}", "Due and not handed over yet");
        meter.CreateObservableGauge("notify.queue.age", () => Of(lane => lane.OldestAge.TotalSeconds), "s", "Age of the oldest that is due");
        meter.CreateObservableGauge("notify.queue.stuck", () => Of(lane => lane.Stuck), "{notification}", $"Taken from dead or stuck workers {QueueStore.Stuck} times or more without an outcome");
        meter.CreateObservableGauge("notify.provider.in_flight", () => Each(choice, state => (double)state.Circuit.InFlight), "{notification}", "Hand-overs under way on this host");
        meter.CreateObservableGauge("notify.provider.weight", () => Each(choice, state => state.Active ? state.Weight : 0), "1", "Share of the messages as this host knows it");
        meter.CreateObservableGauge("notify.provider.open", () => Each(choice, state => state.Circuit.IsOpen ? 1 : 0), "1", "1 while this host leaves the provider alone");
    }

    public void HandedOver(Channel channel, Lane lane, SendAttempt attempt, TimeSpan took, TimeSpan age)
    {
        ArgumentNullException.ThrowIfNull(attempt);
        KeyValuePair<string, object?> type = new("notification.type", channel.Wire());
        KeyValuePair<string, object?> provider = new("provider", attempt.Provider);
        _handOvers.Add(1, type, provider, new("outcome", attempt.Outcome switch
        {
            SendOutcome.Accepted => "accepted",
            SendOutcome.Refused => "refused",
            SendOutcome.Unavailable => "unavailable",
            _ => "doubtful",
        }));
        _providerDuration.Record(took.TotalSeconds, type, provider);
        if (attempt.Outcome is SendOutcome.Accepted)
        {
            _sendDuration.Record(age.TotalSeconds, type, new("lane", lane.Wire()));
        }
    }

    /// <param name="cause">As <see cref="SendAttempt.Cause"/>.</param>
    public void Failed(Channel channel, string provider, NotificationStatus status, string cause, int count = 1) => _failed.Add(
        count, new("notification.type", channel.Wire()), new("provider", provider), new("status", status.Wire()), new("cause", cause));

    /// <summary>What became too old in the queue, where no hand-over was begun any more.</summary>
    public void Expired(Channel channel, int count) =>
        Failed(channel, SendAttempt.Nobody, NotificationStatus.TechnicalFailure, SendAttempt.Expired, count);

    /// <summary>What still waited when its service's retention was over.</summary>
    public void NotKept(Channel channel, int count) =>
        Failed(channel, SendAttempt.Nobody, NotificationStatus.TechnicalFailure, "not-kept", count);

    public void Freed(int count) => _freed.Add(count);

    /// <summary>Takes over what the database says of the queue; shown until the next look.</summary>
    public void Queue(IReadOnlyList<LaneFigures> lanes) => Volatile.Write(ref _lanes, lanes);

    private IEnumerable<Measurement<double>> Of(Func<LaneFigures, double> value) => Volatile.Read(ref _lanes).Select(lane => new Measurement<double>(
        value(lane), new KeyValuePair<string, object?>("notification.type", lane.Channel.Wire()), new("lane", lane.Lane.Wire())));

    private static IEnumerable<Measurement<double>> Each(ProviderChoice choice, Func<ProviderState, double> value) => choice.All.Select(state => new Measurement<double>(
        value(state), new KeyValuePair<string, object?>("notification.type", state.Channel.Wire()), new("provider", state.Name)));
}
