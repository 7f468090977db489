using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using Notify.Core.Notifications;
using Notify.Server.Delivery.Providers;

namespace Notify.Server.Delivery;

/// <summary>Section <c>Notify:Delivery</c>.</summary>
public sealed class DeliveryOptions
{
    public const string Section = "Notify:Delivery";

    /// <summary>Providers of e-mails, with weights when there are several: <c>smtp</c>, or <c>smtp=70,backup=30</c>. <c>sandbox</c> captures.</summary>
    public string EmailProviders { get; init; } = "sandbox";

    /// <summary>Providers of texts, in the same form: <c>sandbox</c>, <c>twilio</c>, names of HTTP gateways.</summary>
    public string SmsProviders { get; init; } = "sandbox";

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
    public IReadOnlyDictionary<string, int> Providers(Channel channel) =>
        ProviderWeights.TryParse(channel == Channel.Email ? EmailProviders : SmsProviders, out var weights)
            ? weights
            : throw new FormatException($"{Section}:{(channel == Channel.Email ? nameof(EmailProviders) : nameof(SmsProviders))} {ProviderWeights.Form}");
}

[OptionsValidator]
internal sealed partial class DeliveryOptionsValidator : IValidateOptions<DeliveryOptions>;
