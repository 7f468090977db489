using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using Notify.Core.Suppressions;

namespace Notify.Server.Suppressions;

/// <summary>Section <c>Notify:Suppression</c>.</summary>
public sealed class SuppressionOptions
{
    public const string Section = "Notify:Suppression";

    /// <summary>How long an address or number that did not work is left alone.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "3650.00:00:00")]
    public TimeSpan HardBounceFor { get; init; } = TimeSpan.FromDays(30);

    /// <summary>How long the service that was complained of does not write to the one who complained.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "3650.00:00:00")]
    public TimeSpan ComplaintFor { get; init; } = TimeSpan.FromDays(365);

    /// <summary>How long no other service does; zero: they do.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "3650.00:00:00")]
    public TimeSpan ComplaintPlatformFor { get; init; } = TimeSpan.FromDays(30);

    /// <summary>How long who said STOP gets no texts of that service; not set: until they say START, or the service takes it back.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "3650.00:00:00")]
    public TimeSpan? OptedOutFor { get; init; }

    /// <summary>E-mails in 24 hours up to which a service's bounces say nothing.</summary>
    [Range(0, int.MaxValue)]
    public int BouncesAbove { get; init; } = 1000;

    /// <summary>Share of hard bounces, 0 to 1, from which a service is warned.</summary>
    [Range(0.0001, 1)]
    public double BounceWarning { get; init; } = 0.05;

    /// <summary>Share of hard bounces, 0 to 1, that harms the platform.</summary>
    [Range(0.0001, 1)]
    public double BounceCritical { get; init; } = 0.10;

    internal SuppressionRules Rules => new() { HardBounce = HardBounceFor, Complaint = ComplaintFor, ComplaintPlatform = ComplaintPlatformFor, OptedOut = OptedOutFor };
}

[OptionsValidator]
internal sealed partial class SuppressionOptionsValidator : IValidateOptions<SuppressionOptions>;
