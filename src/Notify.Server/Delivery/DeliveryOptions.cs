using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Notify.Server.Delivery;

/// <summary>Section <c>Notify:Delivery</c>.</summary>
public sealed class DeliveryOptions
{
    public const string Section = "Notify:Delivery";

    /// <summary>Provider of e-mails: <c>sandbox</c> or <c>smtp</c>.</summary>
    [RegularExpression("sandbox|smtp", ErrorMessage = "Notify:Delivery:EmailProvider is sandbox or smtp")]
    public string EmailProvider { get; init; } = "sandbox";

    /// <summary>Provider of texts: <c>sandbox</c>, <c>twilio</c>, or the name of an HTTP gateway.</summary>
    public string SmsProvider { get; init; } = "sandbox";

    /// <summary>Time after acceptance during which hand-over is still tried; later the notification fails.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "3.00:00:00")]
    public TimeSpan GiveUpAfter { get; init; } = TimeSpan.FromHours(4);

    /// <summary>Notifications claimed at a time.</summary>
    [Range(1, 500)]
    public int BatchSize { get; init; } = 100;

    /// <summary>Hand-overs of one drain in flight at once.</summary>
    [Range(1, 256)]
    public int InFlight { get; init; } = 16;

    /// <summary>Drains of one lane at once on this host.</summary>
    [Range(1, 16)]
    public int DrainsPerLane { get; init; } = 2;

    /// <summary>How long a claim stands without a record. More than twice a provider's time-out.</summary>
    [Range(typeof(TimeSpan), "00:00:05", "00:10:00")]
    public TimeSpan Lease { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a drain waits in an empty lane for more before it ends.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan Linger { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Pause between two looks of the sweeper.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan SweepEvery { get; init; } = TimeSpan.FromSeconds(1);
}

[OptionsValidator]
internal sealed partial class DeliveryOptionsValidator : IValidateOptions<DeliveryOptions>;
