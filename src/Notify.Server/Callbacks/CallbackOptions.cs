using System.ComponentModel.DataAnnotations;
using System.Net;
using Microsoft.Extensions.Options;
using Notify.Data.Callbacks;
using Notify.Server.Hosting;

namespace Notify.Server.Callbacks;

/// <summary>Section <c>Notify:Callbacks</c>.</summary>
public sealed class CallbackOptions : IValidatableObject
{
    public const string Section = "Notify:Callbacks";

    /// <summary>Networks inside which receivers may be, as addresses with prefix lengths (<c>10.20.0.0/16</c>) and commas between; else only the public internet.</summary>
    public string AllowedNetworks { get; init; } = "";

    /// <summary>Whether receivers in the allowed networks may speak plain HTTP.</summary>
    public bool AllowHttp { get; init; }

    /// <summary>For connecting and answering together.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Requests in flight on one host, beside those whose receivers take longer than <see cref="CallbackFlights.Quick"/>.</summary>
    [Range(1, 1000)]
    public int InFlight { get; init; } = 128;

    /// <summary>Requests to slow receivers in flight on one host that take no place of the others'; each costs a socket.</summary>
    [Range(0, 10_000)]
    public int SlowInFlight { get; init; } = 1000;

    /// <summary>Requests in flight to one service, for each kind, on all hosts together.</summary>
    [Range(1, 100)]
    public int PerService { get; init; } = 10;

    /// <summary>Failures in a row after which a receiver is left alone for <see cref="Hold"/>.</summary>
    [Range(1, 1000)]
    public int BreakerAfter { get; init; } = 5;

    /// <summary>First pause for a receiver that fails; doubled up to <see cref="HoldAtMost"/>.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00")]
    public TimeSpan Hold { get; init; } = TimeSpan.FromSeconds(5);

    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan HoldAtMost { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Time without a success after which a callback is switched off.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "30.00:00:00")]
    public TimeSpan SuspendAfter { get; init; } = TimeSpan.FromDays(3);

    /// <summary>How long attempts are remembered, and how long waits what a receiver that is switched off misses.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "90.00:00:00")]
    public TimeSpan KeepAttempts { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Attempts remembered of one service.</summary>
    [Range(100, 10_000_000)]
    public int KeepAttemptsAtMost { get; init; } = 100_000;

    internal TimeSpan Lease => Timeout + TimeSpan.FromSeconds(25);

    internal ReceiverRules Rules => new(BreakerAfter, Hold, HoldAtMost, SuspendAfter);

    /// <summary>Some receivers may be inside: by bare addresses, and by names that only resolve there.</summary>
    internal bool AllowsInternal => AllowedNetworks.Length > 0;

    internal IReadOnlyList<IPNetwork> Networks => NetworkList.Parse(AllowedNetworks);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var fault in NetworkList.Faults(AllowedNetworks, $"{Section}:AllowedNetworks"))
        {
            yield return fault;
        }

        if (AllowHttp && AllowedNetworks.Length == 0)
        {
            yield return new ValidationResult($"{Section}:AllowHttp takes {Section}:AllowedNetworks: plain HTTP never leaves them");
        }
    }
}

[OptionsValidator]
internal sealed partial class CallbackOptionsValidator : IValidateOptions<CallbackOptions>;
