using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Notify.Server.Features.Notifications;

/// <summary>Section <c>Notify:Accepting</c>.</summary>
public sealed class AcceptOptions
{
    public const string Section = "Notify:Accepting";

    /// <summary>Requests that may wait for the writer; more are answered 503.</summary>
    [Range(1, 100_000)]
    public int QueueLength { get; init; } = 4096;

    /// <summary>Requests written in one transaction.</summary>
    [Range(1, 1000)]
    public int BatchSize { get; init; } = 256;
}

[OptionsValidator]
internal sealed partial class AcceptOptionsValidator : IValidateOptions<AcceptOptions>;
