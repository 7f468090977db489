using Notify.Core.Notifications;

namespace Notify.Server.Delivery.Providers;

/// <summary>A provider chosen for one hand-over, which counts as under way until this is disposed.</summary>
public sealed class ProviderHold : IDisposable
{
    private readonly ProviderChoice _choice;
    private readonly ProviderState _state;
    private long _since;
    private SendOutcome? _outcome;

    internal ProviderHold(ProviderChoice choice, ProviderState state, long since)
    {
        (_choice, _state, _since) = (choice, state, since);
    }

    public string Name => _state.Name;

    /// <summary>Asks the same, when the message is ready to go: what passed until then, such as waiting for a free connection of ours, is not the
    /// provider's slowness.</summary>
    public Func<bool> Begin(Func<bool> mayStillGo) => () =>
    {
        _since = _choice.Now;
        return mayStillGo();
    };

    /// <summary>What came of it; without it, none was made.</summary>
    /// <returns>What is to be made of it, as <see cref="Core.Providers.ProviderCircuit.Judge"/> says.</returns>
    public SendOutcome Report(SendOutcome outcome) => _outcome = _state.Circuit.Judge(outcome);

    public void Dispose() => _choice.Release(_state, _outcome, _since);
}
