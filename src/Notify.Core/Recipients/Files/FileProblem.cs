using Notify.Core.Nations;
using Notify.Core.Notifications;

namespace Notify.Core.Recipients.Files;

/// <summary>What is wrong with a file as a whole, in words for its author.</summary>
/// <param name="Heading">One sentence.</param>
/// <param name="Body">None to three sentences that say what to do.</param>
public sealed record FileProblem(string Heading, params IReadOnlyList<string> Body)
{
    /// <summary>The first problem with the file or its headings: what must be mended before its rows are worth showing.</summary>
    public static FileProblem? WithColumns(
        RecipientFileReport report, IRecipientTemplate template, RecipientFileOptions options, Wording wording, string language)
    {
        if (report.Fault is { } fault)
        {
            return new(wording.Text(language, fault.WordingKey()));
        }

        if (report.TooManyRows)
        {
            return new(wording.Text(language, "files.too_many_rows"),
                wording.Count(language, "files.too_many_rows_body", report.RowCount, ("limit", options.MaxRows)));
        }

        var names = wording.QuotedList(language, report.MissingHeadings);
        if (report.RowCount == 0)
        {
            return new(wording.Text(language, "files.no_rows"), report.MissingHeadings.Count == 0
                ? wording.Text(language, "files.no_rows_body")
                : wording.Count(language, "files.no_rows_or_columns_body", report.MissingHeadings.Count, ("names", names)));
        }

        if (!report.HasRecipientColumn)
        {
            return new(wording.Text(language, "files.column_names"),
                wording.Text(language, "files.needs_column", ("name", RecipientColumns.NameFor(template.Channel))),
                wording.Count(language, "files.has_columns", report.Headings.Count, ("names", wording.QuotedList(language, report.Headings))));
        }

        if (report.DuplicateRecipientHeadings is [var duplicate, ..])
        {
            return new(wording.Text(language, "files.column_names"),
                wording.Text(language, "files.duplicate_column", ("name", duplicate)),
                wording.Text(language, "files.duplicate_column_remedy"));
        }

        return report.MissingHeadings.Count == 0 ? null : new(wording.Text(language, "files.placeholders"),
            wording.Count(language, "files.missing_columns", report.MissingHeadings.Count, ("names", names)));
    }

    /// <summary>What is to be mended in the rows, each completing "You need to …": empty when nothing is.</summary>
    public static IReadOnlyList<string> WithRows(RecipientFileReport report, Channel channel, Wording wording, string language)
    {
        var kinds = new (string Key, int Count)[]
        {
            (channel == Channel.Sms ? "files.fix_phone_numbers" : "files.fix_email_addresses", report.RowsWithBadRecipients),
            ("files.enter_missing_data", report.RowsWithMissingData),
            ("files.shorten_messages", report.RowsTooLong),
            ("files.fill_empty_messages", report.RowsEmpty),
        };
        return [.. kinds.Where(kind => kind.Count > 0).Select(kind => wording.Count(language, kind.Key, kind.Count))];
    }

    /// <summary>What stands in the way of sending a file whose columns and rows are in order; null when nothing does.</summary>
    /// <param name="fileName">As uploaded.</param>
    public static FileProblem? WithSending(
        RecipientFileReport report, Channel channel, RecipientFileOptions options, Wording wording, string language, string fileName)
    {
        var kind = channel == Channel.Sms ? "sms" : "email";
        if (!report.GuestsOnly)
        {
            return new(wording.Text(language, $"files.not_guests.{kind}"), wording.Text(language, "files.not_guests_body"));
        }

        if (report.MoreRowsThanMessagesLeft)
        {
            return new(wording.Text(language, "files.too_many_recipients"),
                wording.Count(language, $"files.messages_left.{kind}", options.MessagesLeft ?? 0),
                wording.Count(language, $"files.recipients_in_file.{kind}", report.RowCount, ("file", fileName)));
        }

        return !report.MoreInternationalThanLeft ? null : new(wording.Text(language, "files.too_many_international"),
            wording.Count(language, "files.messages_left.international", options.InternationalLeft ?? 0),
            wording.Count(language, "files.recipients_in_file.international", report.InternationalCount, ("file", fileName)));
    }
}
