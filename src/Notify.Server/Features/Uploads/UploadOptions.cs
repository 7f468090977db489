using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Notify.Server.Features.Uploads;

/// <summary>Section <c>Notify:Uploads</c>.</summary>
public sealed class UploadOptions
{
    public const string Section = "Notify:Uploads";

    /// <summary>Recipients in one request to the API.</summary>
    [Range(1, 100_000)]
    public int MaxRows { get; init; } = 50_000;

    /// <summary>Largest body of such a request, in bytes.</summary>
    [Range(1024, 80 * 1024 * 1024)]
    public int MaxBodySize { get; init; } = 40 * 1024 * 1024;

    /// <summary>Bytes that a process keeps of bodies that are being read or wait to be checked; a request that would take more is answered 503.
    /// One service gets half of it, or one body of the largest size. A client that sends slowly takes up what it has sent, for ten minutes at
    /// most and not after 20 silent seconds. The buffers may be up to twice as large as what they hold.</summary>
    [Range(1024 * 1024, 2000 * 1024 * 1024)]
    public int MaxBodyMemory { get; init; } = 128 * 1024 * 1024;

    /// <summary>Such requests that a process checks at once; others wait for their turn.</summary>
    [Range(1, 16)]
    public int AtOnce { get; init; } = 2;

    /// <summary>Those that may wait; more are answered 503.</summary>
    [Range(0, 1000)]
    public int MaxWaiting { get; init; } = 20;

    /// <summary>Rows that become notifications in one transaction.</summary>
    [Range(100, 20_000)]
    public int ChunkSize { get; init; } = 5000;

    /// <summary>How far ahead an upload may be scheduled.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "60.00:00:00")]
    public TimeSpan ScheduleAhead { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Faults that are told at once when rows are not in order; where the good ones are sent, the others are asked for page by page.</summary>
    [Range(1, 1000)]
    public int MaxBadRowsTold { get; init; } = 100;
}

[OptionsValidator]
internal sealed partial class UploadOptionsValidator : IValidateOptions<UploadOptions>;
