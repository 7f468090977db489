using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using Notify.Core.Nations;
using Notify.Core.Notifications;
using Notify.Providers.Sandbox;
using Notify.Server.Delivery.Providers;

namespace Notify.Server.Delivery;

/// <summary>Section <c>Notify:Delivery</c>.</summary>
public sealed class DeliveryOptions
{
    public const string Section = "Notify:Delivery";

    private IReadOnlyList<NationProvider> _ofPack = [];

    /// <summary>Providers of e-mails, with weights when there are several: <c>smtp</c>, or <c>smtp=70,backup=30</c>. <c>sandbox</c> captures.
    /// Empty: those of the nation's pack, and the sandbox where it names none.</summary>
    public string EmailProviders { get; init; } = "";

    /// <summary>Providers of texts, in the same form: <c>sandbox</c>, <c>twilio</c>, names of HTTP gateways.</summary>
    public string SmsProviders { get; init; } = "";

    /// <summary>Time after acceptance during which hand-over is still tried in lane <c>normal</c>; later the notification fails.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "3.00:00:00")]
    public TimeSpan GiveUpAfter { get; init; } = TimeSpan.FromHours(4);

    /// <summary>The same for lane <c>priority</c>: a sign-in code that comes hours late does harm.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "3.00:00:00")]
    public TimeSpan GiveUpPriorityAfter { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>The same for lane <c>bulk</c>.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "3.00:00:00")]
    public TimeSpan GiveUpBulkAfter { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Notifications claimed at a time.</summary>
    [Range(1, 500)]
    public int BatchSize { get; init; } = 100;

    /// <summary>Hand-overs of one drain in flight at once.</summary>
    [Range(1, 256)]
    public int InFlight { get; init; } = 16;

    /// <summary>Drains of one lane at once on this host.</summary>
    [Range(1, 16)]
    public int DrainsPerLane { get; init; } = 2;

    /// <summary>How long a claim stands without a record. At least two and a half times the longest time-out of the providers.</summary>
    [Range(typeof(TimeSpan), "00:00:05", "00:10:00")]
    public TimeSpan Lease { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a drain waits in an empty lane for more before it ends. Waking one that waits takes a fraction of what starting one does.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00")]
    public TimeSpan Linger { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Pause between two looks of the sweeper.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan SweepEvery { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Deadline of one hand-over. The rest of the lease is for what waits before it, and for the record of it.</summary>
    public TimeSpan HandOver => Lease * 0.4;

    /// <summary>The age from which a notification of a lane is not sent any more.</summary>
    public TimeSpan GiveUpAfterIn(Lane lane) => lane switch
    {
        Lane.Priority => GiveUpPriorityAfter,
        Lane.Normal => GiveUpAfter,
        Lane.Bulk => GiveUpBulkAfter,
        _ => throw new ArgumentOutOfRangeException(nameof(lane)),
    };

    /// <returns>The providers of a channel with their resting weights, by name.</returns>
    /// <exception cref="FormatException">The setting is wrong; at the start that is found out.</exception>
    public IReadOnlyDictionary<string, int> Providers(Channel channel)
    {
        if (Named(channel) is { Length: > 0 } named)
        {
            return ProviderWeights.TryParse(named, out var weights) ? weights : throw new FormatException($"{SettingOf(channel)} {ProviderWeights.Form}");
        }

        var ofPack = _ofPack.Where(provider => provider.Channel == channel).Select(provider => (provider.Name, provider.Weight)).ToList();
        return ProviderWeights.Share(ofPack.Count > 0 ? ofPack : [(SandboxEmailProvider.ProviderName, null)]);
    }

    /// <summary>Makes those of a pack carry the channels for which no setting names a provider.</summary>
    public void UsePack(NationPack nation)
    {
        ArgumentNullException.ThrowIfNull(nation);
        _ofPack = nation.Providers;
    }

    /// <returns>Where the names come from, for people: the setting, or the field of the pack.</returns>
    public string OriginOf(Channel channel) => string.IsNullOrEmpty(Named(channel)) && _ofPack.Any(provider => provider.Channel == channel)
        ? "the nation's pack (nation.json, /providers)"
        : SettingOf(channel);

    /// <returns>The setting that names the providers of a channel.</returns>
    public static string SettingOf(Channel channel) => $"{Section}:{(channel == Channel.Email ? nameof(EmailProviders) : nameof(SmsProviders))}";

    private string Named(Channel channel) => channel == Channel.Email ? EmailProviders : SmsProviders;
}

[OptionsValidator]
internal sealed partial class DeliveryOptionsValidator : IValidateOptions<DeliveryOptions>;
