using System.Text.Json.Serialization;
using Notify.Core.Notifications;

namespace Notify.Core.Nations;

/// <summary>An item of field <c>providers</c> of a nation: a provider that carries a channel there, and its share.</summary>
/// <remarks>What a provider needs to work, secrets above all, is the operator's to set; an operator may name others for a channel, too.</remarks>
public sealed record NationProvider
{
    /// <summary><c>email</c> or <c>sms</c>.</summary>
    [JsonRequired]
    public Channel Channel { get; init; }

    /// <summary>As in the operator's settings: <c>smtp</c>, <c>twilio</c>, <c>sandbox</c>, the name of a further mail server or of a
    /// gateway's file. Lower-case letters, digits and hyphens; once a channel.</summary>
    public required string Name { get; init; }

    /// <summary>0 to 100: its part of the sum of the channel's. Those without one share what is left of 100 equally.</summary>
    public int? Weight { get; init; }

    /// <summary>What is wrong with the items, with JSON pointers into the pack.</summary>
    internal static IEnumerable<string> Faults(IReadOnlyList<NationProvider?> providers)
    {
        for (var i = 0; i < providers.Count; i++)
        {
            if (providers[i] is not { } provider)
            {
                yield return $"/providers/{i} is null; a channel and a name, or nothing";
                continue;
            }

            if (!ChannelNames.Sent.Contains(provider.Channel))
            {
                yield return $"/providers/{i}/channel: nothing is sent by {provider.Channel.Wire()}; email or sms";
            }

            if (!IsName(provider.Name))
            {
                yield return $"/providers/{i}/name: '{provider.Name}' is no name of a provider: lower-case letters, digits and hyphens";
            }
            else if (providers.Take(i).Any(other => other is not null && other.Channel == provider.Channel && other.Name == provider.Name))
            {
                yield return $"/providers/{i}/name: {provider.Name} is named twice for {provider.Channel.Wire()}";
            }

            if (provider.Weight is < 0 or > 100)
            {
                yield return $"/providers/{i}/weight: {provider.Weight} is not from 0 to 100";
            }
        }
    }

    /// <summary>Whether providers may be named so.</summary>
    public static bool IsName(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.Length > 0 && name.All(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-');
    }
}
