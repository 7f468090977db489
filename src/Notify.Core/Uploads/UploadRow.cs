namespace Notify.Core.Uploads;

/// <summary>One checked row of an upload: all that its notification has for itself.</summary>
public sealed record UploadRow
{
    /// <summary>The number that people see for the row: that of the spreadsheet, where the headings are row 1, or the place in a list, from 1.</summary>
    public required int Number { get; init; }

    /// <summary>Normalised: E.164, or the address in lower case.</summary>
    public required string Recipient { get; init; }

    /// <summary>As the service wrote it, trimmed.</summary>
    public required string RecipientAsSent { get; init; }

    /// <summary>A text that leaves the nation.</summary>
    public bool International { get; init; }

    /// <summary>What a fragment costs as a multiple of the domestic rate.</summary>
    public short RateMultiplier { get; init; } = 1;

    /// <summary>The service's own reference for the row.</summary>
    public string? Reference { get; init; }

    /// <summary>JSON object of the values, UTF-8, in clear. Empty when there are none.</summary>
    public required ReadOnlyMemory<byte> Personalisation { get; init; }

    /// <summary>Hides the row: a record prints its fields, and these must not reach a log.</summary>
    public override string ToString() => $"[row {Number}]";
}
