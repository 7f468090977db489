using Notify.Core.Notifications;

namespace Notify.Core.Recipients.Files;

/// <summary>Turns the cells of a row into values and finds what is wrong with them.</summary>
internal sealed class RowJudge(ColumnPlan plan, IRecipientTemplate template, PhoneRules rules, RecipientFileOptions options, Lazy<TableShape> shape)
{
    public RecipientRow Judge(int index, string[] cells)
    {
        var result = new List<RecipientCell>(plan.Slots.Count + 1);
        var values = new List<KeyValuePair<string, object?>>(plan.NeededCount);
        string? recipient = null;
        var bad = false;
        var missing = false;
        var international = false;
        foreach (var slot in plan.Slots)
        {
            var value = slot.IsRecipient ? LastOf(slot, cells) : ValueOf(slot, cells);
            var fault = slot.IsNeeded && value is null ? CellFault.Missing : null;
            if (slot.IsRecipient)
            {
                recipient = (string?)value;
                fault = recipient is not null ? FaultOf(recipient, out international)
                    : plan.DuplicateRecipients.Count > 0 ? null
                    : CellFault.Missing;
            }

            if (slot.IsNeeded || plan.NeededCount == 0 && values.Count == 0)
            {
                values.Add(KeyValuePair.Create(slot.Heading, value));
            }

            if (value is null && slot.Key.Length == 0)
            {
                // A column without a heading shows only where it holds something.
                continue;
            }

            missing |= fault == CellFault.Missing;
            bad |= fault is not null && fault != CellFault.Missing;
            result.Add(new RecipientCell(slot.Heading, slot.Key, value, fault, !slot.IsNeeded));
        }

        if (Beyond(cells) is { Length: > 0 } beyond)
        {
            result.Add(new RecipientCell("", "", beyond, null, IsIgnored: true));
        }

        return new RecipientRow(index, recipient, result, template.Judge(values))
        {
            HasBadRecipient = bad,
            HasMissingData = missing,
            IsInternational = international,
        };
    }

    private CellFault? FaultOf(string recipient, out bool international)
    {
        international = false;
        if (template.Channel == Channel.Email)
        {
            return EmailAddress.TryParse(recipient, out _, out _) ? null : CellFault.NotAnEmailAddress;
        }

        if (!PhoneParser.TryRead(recipient, rules, out var number, out var fault))
        {
            return options.JudgePhoneNumbers ? CellFault.For(fault) : null;
        }

        international = !number.IsDomestic;
        return !options.JudgePhoneNumbers ? null
            : !rules.Allows(number, options.Permissions) ? CellFault.For(PhoneFault.NotDomesticMobile)
            : !number.HasPrice ? CellFault.For(PhoneFault.UnsupportedCountryCode)
            : null;
    }

    private static string? LastOf(ColumnPlan.Slot slot, string[] cells)
    {
        string? value = null;
        foreach (var column in slot.Spellings[^1].Columns)
        {
            value = column < cells.Length ? Cell(cells, column) : value;
        }

        return value;
    }

    // Blank cells at the end of a row are left out as far as they are blank in every row.
    private string[] Beyond(string[] cells) =>
        cells.Length <= plan.Width ? []
        : cells[^1].Length > 0 ? cells[plan.Width..]
        : cells[plan.Width..Math.Clamp(shape.Value.LastWithData, plan.Width, cells.Length)];

    // The last spelling wins even where its cells are empty.
    private static object? ValueOf(ColumnPlan.Slot slot, string[] cells)
    {
        var columns = slot.Spellings[^1].Columns;
        if (columns.Count == 1)
        {
            return Cell(cells, columns[0]);
        }

        var first = columns.FindIndex(column => Cell(cells, column) is not null);
        return first < 0 ? null
            : first == columns.Count - 1 ? Cell(cells, columns[first])
            : columns.Skip(first).Select(column => Cell(cells, column)).ToArray();
    }

    private static string? Cell(string[] cells, int column) =>
        column < cells.Length && ObscureWhiteSpace.Strip(cells[column]) is { Length: > 0 } text ? text : null;
}
