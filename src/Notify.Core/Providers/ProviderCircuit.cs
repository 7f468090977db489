using Notify.Core.Notifications;

namespace Notify.Core.Providers;

/// <summary>What one host knows of a provider's health: opens when hand-overs keep failing, probes after a while, and comes back slowly.</summary>
/// <remarks>Safe for many threads. It says whether a failure is the provider's or one message's; what becomes of a message is <see cref="RetrySchedule"/>'s.</remarks>
public sealed class ProviderCircuit(TimeProvider time)
{
    /// <summary>Failures in a row, without any answer between, that open the circuit.</summary>
    public const int FailuresToOpen = 5;

    /// <summary>Without any hand-over ending for this long while some are under way, a provider counts as stalled.</summary>
    public static readonly TimeSpan StalledAfter = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    /// <summary>When something not urgent came this recently, it finds out whether one more is taken.</summary>
    private static readonly TimeSpan OthersComeWithin = TimeSpan.FromSeconds(1);

    /// <summary>How long a place is kept for something urgent that found none: it looks again sooner, if it is still there.</summary>
    private static readonly TimeSpan UrgentComesWithin = TimeSpan.FromMilliseconds(600);

    private readonly Lock _lock = new();
    private int _failures;
    private int _pauses;
    private long? _openedAt;
    private TimeSpan _pause;
    private bool _probing;
    private int _inFlight;
    private bool _hasAccepted;
    private double _limit = MostInFlight;
    private int _proven = MostInFlight;
    private int _unproven;
    private long _progressAt;
    private long _othersAt;
    private long? _urgentAt;

    /// <summary>Hand-overs of one host to one provider at once when it is well; the connections of a drain are the limit in practice.</summary>
    public const int MostInFlight = 1024;

    /// <summary>Hand-overs under way.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>Whether it is left alone at present, but for a probe now and then.</summary>
    public bool IsOpen
    {
        get
        {
            lock (_lock)
            {
                return _openedAt is not null;
            }
        }
    }

    /// <summary>Whether hand-overs are under way and none has ended for <see cref="StalledAfter"/>.</summary>
    public bool IsStalled
    {
        get
        {
            lock (_lock)
            {
                return _inFlight > 0 && time.GetElapsedTime(_progressAt) > StalledAfter;
            }
        }
    }

    /// <summary>How many more hand-overs it would take now: none while open, one for a probe, fewer than usual after it was busy.</summary>
    public int Room
    {
        get
        {
            lock (_lock)
            {
                return RoomNow(isUrgent: true);
            }
        }
    }

    /// <summary>The same for what is not urgent: a quarter of the places, one at least of two or more, stays free for what is, so that a large
    /// send at a provider that is busy does not take every place again as soon as one is free. But when there is one more than before, they take all
    /// as long as nothing urgent waits: whether the provider takes that many is found out with what can wait.</summary>
    public int RoomForOthers
    {
        get
        {
            lock (_lock)
            {
                return RoomNow(isUrgent: false);
            }
        }
    }

    /// <summary>Whether it would take a hand-over of any kind now.</summary>
    public bool HasRoom => Room > 0 || RoomForOthers > 0;

    /// <summary>Keeps the next place that is free for something urgent that waits, for half a second and a little.</summary>
    /// <param name="isWanted">False: nothing urgent waits any more.</param>
    public void KeepPlace(bool isWanted)
    {
        lock (_lock)
        {
            _urgentAt = isWanted ? time.GetTimestamp() : null;
        }
    }

    /// <summary>Begins a hand-over, if there is room. Every success must be followed by one <see cref="Leave"/>.</summary>
    /// <param name="isUrgent">Of the priority lane: may take the places kept free.</param>
    public bool TryEnter(bool isUrgent = true)
    {
        lock (_lock)
        {
            if (RoomNow(isUrgent) <= 0)
            {
                return false;
            }

            _othersAt = isUrgent ? _othersAt : time.GetTimestamp();
            _probing = _openedAt is not null;
            if (_inFlight++ == 0)
            {
                _progressAt = time.GetTimestamp();
            }

            if (_unproven == 0 && _inFlight > _proven)
            {
                _unproven = _inFlight;
            }

            return true;
        }
    }

    /// <summary>Tells a message that a provider does not let in from a provider that lets nobody in: it says the same to both. While it takes others,
    /// it is about the message (its sender, its country), and one such message must not shut the provider for all, each time it is tried.</summary>
    /// <returns>The outcome to act on: <see cref="ProviderFault.Misconfigured"/> is of the message if another was accepted since it was last said.</returns>
    public SendOutcome Judge(SendOutcome outcome)
    {
        lock (_lock)
        {
            switch (outcome)
            {
                case SendOutcome.Accepted:
                    // Of the time before it opened: that says nothing of now.
                    _hasAccepted = _openedAt is null || _probing;
                    return outcome;
                case SendOutcome.Unavailable { Fault: ProviderFault.Misconfigured } shut when _hasAccepted:
                    _hasAccepted = false;
                    return shut with { IsOfMessage = true };
                default:
                    return outcome;
            }
        }
    }

    /// <summary>Ends a hand-over.</summary>
    /// <param name="outcome">What the provider said; null when none was made in the end.</param>
    /// <returns>How the circuit changed by it.</returns>
    public CircuitChange Leave(SendOutcome? outcome)
    {
        lock (_lock)
        {
            _inFlight--;
            _progressAt = time.GetTimestamp();
            switch (outcome)
            {
                case null:
                    _probing = false;
                    return CircuitChange.None;
                case SendOutcome.Unavailable { Fault: ProviderFault.Busy }:
                    SetLimit(Math.Max(1, Math.Min(_limit, _inFlight + 1) / 2));
                    return Answered();
                case SendOutcome.Unavailable { Fault: ProviderFault.Misconfigured, IsOfMessage: false }:
                    return Open(LongestPause);
                case SendOutcome.Unavailable { Fault: ProviderFault.Down } or SendOutcome.Doubtful:
                    return ++_failures >= FailuresToOpen || _openedAt is not null ? Open(NextPause()) : CircuitChange.None;
                default:
                    _limit = Math.Min(Math.Min(MostInFlight, _proven + 1.99), _limit + (1 / _limit));
                    if (_unproven > 0 && --_unproven == 0)
                    {
                        // As many ended well as were under way when there was one more than ever before.
                        _proven++;
                    }

                    return Answered();
            }
        }
    }

    private int RoomNow(bool isUrgent)
    {
        if (_openedAt is { } openedAt)
        {
            return _probing || time.GetElapsedTime(openedAt) < _pause ? 0 : 1;
        }

        // One place at least, as soon as there are two, or when something urgent waits.
        var limit = (int)_limit;
        var isKept = _urgentAt is { } urgentAt && time.GetElapsedTime(urgentAt) < UrgentComesWithin;
        var kept = limit < 2 && !isKept ? 0 : Math.Max(1, limit / 4);
        if (limit <= _proven)
        {
            return limit - (isUrgent ? 0 : kept) - _inFlight;
        }

        var finds = isUrgent ? time.GetElapsedTime(_othersAt) >= OthersComeWithin : !isKept;
        return (finds ? limit : _proven - (isUrgent ? 0 : kept)) - _inFlight;
    }

    private void SetLimit(double limit) => (_limit, _proven, _unproven) = (limit, (int)limit, 0);

    /// <summary>It answers, whatever it said to this message: what came before is forgotten.</summary>
    private CircuitChange Answered()
    {
        _failures = 0;
        if (_openedAt is null)
        {
            return CircuitChange.None;
        }

        if (!_probing)
        {
            // Of the time before it opened. Only the probe closes it.
            return CircuitChange.None;
        }

        (_openedAt, _probing, _pauses) = (null, false, 0);
        SetLimit(1);
        return CircuitChange.Closed;
    }

    private CircuitChange Open(TimeSpan pause)
    {
        var wasOpen = _openedAt is not null;
        if (wasOpen && !_probing && pause <= _pause)
        {
            // One of many that were under way when it opened: that is known.
            return CircuitChange.None;
        }

        (_openedAt, _pause, _probing, _failures, _hasAccepted) = (time.GetTimestamp(), pause, false, 0, false);
        return wasOpen ? CircuitChange.None : CircuitChange.Opened;
    }

    private TimeSpan NextPause()
    {
        if (_openedAt is not null && !_probing)
        {
            return _pause;
        }

        var pause = FirstPause * Math.Pow(2, Math.Min(_pauses++, 10));
        return pause < LongestPause ? pause : LongestPause;
    }
}

/// <summary>How an ended hand-over changed a <see cref="ProviderCircuit"/>.</summary>
public enum CircuitChange
{
    None,

    /// <summary>The provider is left alone from now on.</summary>
    Opened,

    /// <summary>A probe went well: it is used again, one at a time at first.</summary>
    Closed,
}
