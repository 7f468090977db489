using System.Collections.Frozen;

namespace Notify.Core.Recipients;

/// <summary>The people a service may send to with a team key or before it is live: its users and the guests they named.</summary>
public sealed class GuestList
{
    private readonly FrozenSet<string> _recipients;
    private readonly PhoneRules _rules;

    /// <param name="recipients">Phone numbers and e-mail addresses in any spelling.</param>
    public GuestList(IEnumerable<string> recipients, PhoneRules rules)
    {
        _rules = rules;
        _recipients = recipients.Select(recipient => RecipientFormat.Format(recipient, rules)).ToFrozenSet(StringComparer.Ordinal);
    }

    /// <summary>Allows everybody: what a live service has.</summary>
    public bool IsOpen => _recipients.Count == 0;

    /// <returns>Whether it is on the list; nobody is on an empty one.</returns>
    /// <inheritdoc cref="Allows"/>
    public bool Names(string recipient) => _recipients.Contains(RecipientFormat.Format(recipient, _rules));

    /// <param name="recipient">In any spelling; an address with a <c>+tag</c> is another address.</param>
    /// <returns>Whether it is on the list, or the list is empty.</returns>
    public bool Allows(string recipient) => IsOpen || _recipients.Contains(RecipientFormat.Format(recipient, _rules));
}
