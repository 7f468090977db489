namespace Notify.Core.Recipients.Files;

/// <summary>Counts rows as they pass and keeps the few that will be shown.</summary>
internal sealed class RecipientFileTally(RecipientFileOptions options)
{
    private readonly List<RecipientRow?> _first = [];
    private readonly List<RecipientRow?> _withErrors = [];
    private RecipientFileReport _report = new();
    private int _rows;
    private int _errors;
    private int _bad;
    private int _missing;
    private int _long;
    private int _empty;
    private int _international;
    private bool _guestsOnly = true;

    public ColumnPlan? Plan { get; set; }

    public void Add(RecipientRow? row)
    {
        _rows++;
        if (_first.Count < options.MaxRowsShown)
        {
            _first.Add(row);
        }

        if (row is null)
        {
            return;
        }

        if (row.HasErrors && _errors++ < options.MaxErrorsShown)
        {
            _withErrors.Add(row);
        }

        _bad += row.HasBadRecipient ? 1 : 0;
        _missing += row.HasMissingData ? 1 : 0;
        _long += row.Fit == MessageFit.TooLong ? 1 : 0;
        _empty += row.Fit == MessageFit.Empty ? 1 : 0;
        _international += row.IsInternational ? 1 : 0;
        _guestsOnly = _guestsOnly
            && (options.Guests is not { IsOpen: false } guests || row.Recipient is not null && guests.Allows(row.Recipient));
    }

    public RecipientFileReport Report() => _report = _report with
    {
        Headings = Plan?.Headings ?? [],
        MissingHeadings = Plan?.Missing ?? [],
        DuplicateRecipientHeadings = Plan?.DuplicateRecipients ?? [],
        HasRecipientColumn = Plan?.HasRecipient ?? false,
        RowCount = _rows,
        TooManyRows = _rows > options.MaxRows,
        MoreRowsThanMessagesLeft = _rows > options.MessagesLeft,
        GuestsOnly = _guestsOnly,
        InternationalCount = _international,
        MoreInternationalThanLeft = _international > options.InternationalLeft,
        RowsWithErrors = _errors,
        RowsWithBadRecipients = _bad,
        RowsWithMissingData = _missing,
        RowsTooLong = _long,
        RowsEmpty = _empty,
        ShownRows = _errors > 0 && Plan is { Missing.Count: 0 } ? _withErrors : _first,
    };
}
