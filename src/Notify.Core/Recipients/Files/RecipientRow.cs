namespace Notify.Core.Recipients.Files;

/// <summary>One cell, or the cells of repeated headings together.</summary>
/// <param name="Heading">As spelled in the file; empty for what stands beyond the headings.</param>
/// <param name="Key">The <see cref="ColumnKey"/> of the heading.</param>
/// <param name="Value">A string, a list (<c>IReadOnlyList&lt;string?&gt;</c>) where the heading is repeated, or null when empty.</param>
/// <param name="Fault">Null when the cell is in order or not needed.</param>
/// <param name="IsIgnored">Whether the template does not ask for the column.</param>
public sealed record RecipientCell(string Heading, string Key, object? Value, CellFault? Fault, bool IsIgnored);

/// <summary>One row of a file, judged.</summary>
/// <param name="Index">From 0, headings not counted.</param>
/// <param name="Recipient">As in the file but for white space; null when missing.</param>
/// <param name="Cells">One a distinct heading, in the order of the file; cells beyond the headings last, under an empty key.</param>
/// <param name="Fit">Whether the message of the row can be sent.</param>
public sealed record RecipientRow(int Index, string? Recipient, IReadOnlyList<RecipientCell> Cells, MessageFit Fit)
{
    /// <summary>The number spreadsheets show for the row.</summary>
    public int Number => Index + 2;

    /// <summary>Whether the cell of the recipient holds something that is none.</summary>
    public bool HasBadRecipient { get; internal init; }

    public bool HasMissingData { get; internal init; }

    public bool HasErrors => HasBadRecipient || HasMissingData || Fit != MessageFit.Fits;

    /// <summary>The number needs the international permission.</summary>
    public bool IsInternational { get; internal init; }

    /// <summary>What the template asks for, recipient included: the personalisation of the row's notification.</summary>
    public IEnumerable<KeyValuePair<string, object?>> Personalisation =>
        Cells.Where(cell => !cell.IsIgnored).Select(cell => KeyValuePair.Create(cell.Heading, cell.Value));

    /// <summary>Hides the row: a record prints its fields, and these must not reach a log.</summary>
    public override string ToString() => $"[row {Number}]";
}
