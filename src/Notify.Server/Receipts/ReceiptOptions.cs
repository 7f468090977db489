using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Notify.Server.Receipts;

/// <summary>Section <c>Notify:Receipts</c>.</summary>
public sealed class ReceiptOptions
{
    public const string Section = "Notify:Receipts";

    /// <summary>Receipts that may wait to be stored; providers are answered 503 beyond, and come again.</summary>
    [Range(1, 100_000)]
    public int QueueLength { get; init; } = 8192;

    /// <summary>Receipts stored in one transaction.</summary>
    [Range(1, 1000)]
    public int BatchSize { get; init; } = 256;
}

[OptionsValidator]
internal sealed partial class ReceiptOptionsValidator : IValidateOptions<ReceiptOptions>;
