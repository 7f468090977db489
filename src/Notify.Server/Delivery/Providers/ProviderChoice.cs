using Microsoft.Extensions.Options;
using Notify.Core.Notifications;
using Notify.Core.Providers;

namespace Notify.Server.Delivery.Providers;

/// <summary>Chooses the provider of each hand-over: at random by weight among those that are switched on, well, and able to carry it.</summary>
/// <remarks>Weights are shared by all hosts through the database and read every second (<see cref="ProviderBoard"/>); whether a provider
/// answers, and how fast, each host sees for itself; calls that failed are counted for all hosts together. Before they were read once, no provider is used: one may be switched off.</remarks>
public sealed partial class ProviderChoice
{
    /// <summary>Longest wait for a place: a provider that was left alone comes back without a hand-over ending.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(500);

    private readonly Dictionary<Channel, ProviderState[]> _states;
    private readonly Dictionary<Channel, WakeSignal> _freed = ChannelNames.Sent.ToDictionary(channel => channel, _ => new WakeSignal());
    private readonly TimeProvider _time;
    private readonly ILogger<ProviderChoice> _logger;

    public ProviderChoice(IOptions<DeliveryOptions> options, TimeProvider time, ILogger<ProviderChoice> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_time, _logger) = (time, logger);
        _states = ChannelNames.Sent.ToDictionary(
            channel => channel,
            channel => options.Value.Providers(channel).Select(provider => new ProviderState(channel, provider.Key, provider.Value, time)).ToArray());
    }

    /// <summary>How many more hand-overs the providers of a channel would take now. None: claiming would be in vain.</summary>
    /// <param name="isUrgent">For the priority lane, for which each provider keeps a quarter of its places.</param>
    public int Room(Channel channel, bool isUrgent = true)
    {
        var room = 0;
        foreach (var state in _states[channel])
        {
            room += state.Active ? Math.Max(0, isUrgent ? state.Circuit.Room : state.Circuit.RoomForOthers) : 0;
        }

        return room;
    }

    /// <summary>Whether a provider other than the one named would take a hand-over now.</summary>
    /// <param name="canCarry">As in <see cref="Pick"/>.</param>
    public bool HasOther(Channel channel, string than, Func<string, bool>? canCarry = null) =>
        _states[channel].Any(state => state.Name != than && state.Active && state.Circuit.HasRoom && (canCarry is null || canCarry(state.Name)));

    /// <summary>Whether every provider that could carry a message is switched off or left alone, so that it has to wait for one to come back.</summary>
    /// <param name="canCarry">As in <see cref="Pick"/>.</param>
    public bool IsShut(Channel channel, Func<string, bool> canCarry) =>
        !_states[channel].Any(state => state.Active && !state.Circuit.IsOpen && canCarry(state.Name));

    /// <summary>Whether a provider is of this host's settings, and switched on.</summary>
    public bool IsUsed(Channel channel, string name) => _states[channel].Any(state => state.Name == name && state.Active);

    /// <summary>Whether hand-overs of a channel hang at one provider while another would take them.</summary>
    public bool IsStalledBesideOther(Channel channel) =>
        _states[channel].Any(state => state.Circuit.IsStalled && HasOther(channel, state.Name));

    /// <param name="except">The provider that failed this message last: taken only when there is no other.</param>
    /// <param name="canCarry">Whether a provider carries this kind of message at all.</param>
    /// <param name="isUrgent">As in <see cref="Room"/>.</param>
    /// <returns>Null when none would take it now.</returns>
    public ProviderHold? Pick(Channel channel, string? except, Func<string, bool>? canCarry = null, bool isUrgent = true)
    {
        var candidates = _states[channel].Where(state => state.Active && (canCarry is null || canCarry(state.Name))).ToList();

        // A provider that hangs, or that has just failed this message, is asked last.
        return Draw(candidates.FindAll(state => state.Name != except && !state.Circuit.IsStalled), isUrgent)
            ?? Draw(candidates.FindAll(state => state.Name != except), isUrgent)
            ?? Draw(candidates, isUrgent);
    }

    /// <summary>The same after <see cref="Pick"/> had none: waits for half a second at most until one would take it.</summary>
    public async Task<ProviderHold?> WaitAsync(
        Channel channel, string? except, Func<string, bool>? canCarry = null, bool isUrgent = true, CancellationToken cancellationToken = default)
    {
        for (var since = Now; ;)
        {
            var freed = Freed(channel);
            if (Pick(channel, except, canCarry, isUrgent) is { } hold)
            {
                if (isUrgent)
                {
                    NothingUrgentWaits(channel);
                }

                return hold;
            }

            var left = LongestWait - _time.GetElapsedTime(since);
            if (left <= TimeSpan.Zero || cancellationToken.IsCancellationRequested)
            {
                return null;
            }

            KeepPlaces(channel, isUrgent);
            await WaitAsync(freed, left, cancellationToken);
        }
    }

    /// <summary>Waits for half a second at most until there is <see cref="Room"/>, or there may be.</summary>
    public async Task WaitForRoomAsync(Channel channel, bool isUrgent, CancellationToken cancellationToken)
    {
        var freed = Freed(channel);
        if (Room(channel, isUrgent) > 0)
        {
            return;
        }

        KeepPlaces(channel, isUrgent);
        await WaitAsync(freed, LongestWait, cancellationToken);
    }

    /// <summary>For what looked for room and then found nothing to send: no provider keeps a place any more.</summary>
    public void NothingUrgentWaits(Channel channel) => Array.ForEach(_states[channel], state => state.Circuit.KeepPlace(isWanted: false));

    /// <summary>Providers of this host's settings in a channel.</summary>
    public IReadOnlyList<string> Names(Channel channel) => [.. _states[channel].Select(state => state.Name)];

    /// <summary>Monotonic time stamp.</summary>
    internal long Now => _time.GetTimestamp();

    internal IEnumerable<ProviderState> All => _states.Values.SelectMany(states => states);

    /// <summary>Takes over shares as the database has them.</summary>
    internal void Learn(IEnumerable<ProviderShare> shares)
    {
        foreach (var share in shares)
        {
            if (_states.GetValueOrDefault(share.Channel)?.FirstOrDefault(state => state.Name == share.Name) is { } state)
            {
                (state.Weight, state.Active) = (share.Weight, share.Active);
            }
        }
    }

    /// <summary>Failed calls of this host since it was last asked, by provider; none of those that did not fail.</summary>
    internal IReadOnlyList<(Channel Channel, string Name, int Failures)> TakeFailures() =>
        [.. All.Select(state => (state.Channel, state.Name, Failures: state.TakeFailures())).Where(taken => taken.Failures > 0)];

    /// <summary>Providers of a channel that answer too slowly of late, each named once.</summary>
    internal IReadOnlySet<string> TakeSlow(Channel channel) =>
        _states[channel].Where(state => state.TakeSlowness()).Select(state => state.Name).ToHashSet(StringComparer.Ordinal);

    /// <param name="since">Time stamp of the hand-over's beginning.</param>
    internal void Release(ProviderState state, SendOutcome? outcome, long since)
    {
        if (outcome == SendOutcome.TooLate)
        {
            // It was never asked, and a probe has found out nothing.
            outcome = null;
        }

        if (outcome is not null)
        {
            state.Took(_time.GetElapsedTime(since));
        }

        switch (state.Circuit.Leave(outcome))
        {
            case CircuitChange.Opened:
                Opened(state.Channel, state.Name);
                break;
            case CircuitChange.Closed:
                Closed(state.Channel, state.Name);
                break;
            default:
                break;
        }

        _freed[state.Channel].Set();
        if (outcome is SendOutcome.Unavailable { Fault: ProviderFault.Down or ProviderFault.Misconfigured, IsOfMessage: false } or SendOutcome.Doubtful)
        {
            state.Failed();
        }
    }

    private void KeepPlaces(Channel channel, bool isUrgent)
    {
        if (isUrgent)
        {
            Array.ForEach(_states[channel], state => state.Circuit.KeepPlace(isWanted: true));
        }
    }

    /// <returns>Ends with the next hand-over of the channel.</returns>
    private Task Freed(Channel channel)
    {
        _freed[channel].Reset();
        return _freed[channel].Raised;
    }

    private async Task WaitAsync(Task freed, TimeSpan most, CancellationToken cancellationToken) =>
        await freed.WaitAsync(most, _time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private ProviderHold? Draw(List<ProviderState> candidates, bool isUrgent)
    {
        while (candidates.Count > 0)
        {
            var drawn = candidates.Count == 1 ? 0 : ProviderBalance.Draw([.. candidates.Select(state => state.Weight)], Random.Shared.NextDouble());
            if (candidates[drawn].Circuit.TryEnter(isUrgent))
            {
                return new ProviderHold(this, candidates[drawn], _time.GetTimestamp());
            }

            candidates.RemoveAt(drawn);
        }

        return null;
    }

    [LoggerMessage(2060, LogLevel.Error, "Provider {Provider} of channel {Channel} is left alone for a while: it keeps failing, or does not let us in")]
    private partial void Opened(Channel channel, string provider);

    [LoggerMessage(2061, LogLevel.Information, "Provider {Provider} of channel {Channel} is used again")]
    private partial void Closed(Channel channel, string provider);
}
