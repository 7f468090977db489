namespace Notify.Core.Recipients.Files;

/// <summary>What the checking of a file found. Small whatever the size of the file: it holds the rows to be shown and counts of the rest.</summary>
public sealed record RecipientFileReport
{
    /// <summary>Set when the file could not be read; everything else is then what was found up to there.</summary>
    public FileFault? Fault { get; init; }

    /// <summary>Every heading once, in the order and spelling of the file.</summary>
    public IReadOnlyList<string> Headings { get; init; } = [];

    /// <summary>Placeholders and recipient that no heading names.</summary>
    public IReadOnlyList<string> MissingHeadings { get; init; } = [];

    /// <summary>The headings of the recipient where there is more than one.</summary>
    public IReadOnlyList<string> DuplicateRecipientHeadings { get; init; } = [];

    public bool HasRecipientColumn { get; init; }

    /// <summary>Rows in the file without the headings, blank ones between others included.</summary>
    public int RowCount { get; init; }

    public bool TooManyRows { get; init; }

    public bool MoreRowsThanMessagesLeft { get; init; }

    /// <summary>Whether the guest list allows every recipient of the file.</summary>
    public bool GuestsOnly { get; init; } = true;

    public int InternationalCount { get; init; }

    public bool MoreInternationalThanLeft { get; init; }

    public int RowsWithErrors { get; init; }

    public int RowsWithBadRecipients { get; init; }

    public int RowsWithMissingData { get; init; }

    public int RowsTooLong { get; init; }

    public int RowsEmpty { get; init; }

    /// <summary>Rows to show: those with errors if there are any and no heading is missing, else the first ones. Null: past the last row that is read.</summary>
    public IReadOnlyList<RecipientRow?> ShownRows { get; init; } = [];

    /// <summary>Whether anything stands in the way of sending. A file of headings alone has no errors, but no rows either.</summary>
    public bool HasErrors =>
        Fault is not null || MissingHeadings.Count > 0 || DuplicateRecipientHeadings.Count > 0 || TooManyRows
        || MoreRowsThanMessagesLeft || !GuestsOnly || RowsWithErrors > 0 || MoreInternationalThanLeft;
}
