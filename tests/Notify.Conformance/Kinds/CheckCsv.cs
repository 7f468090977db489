using System.Text.Json;
using Notify.Core.Recipients;
using Notify.Core.Recipients.Files;
using Notify.Core.Templates;
using Notify.Core.Templates.Sms;

namespace Notify.Conformance.Kinds;

internal sealed class CheckCsv : IQuestionKind
{
    public string Operation => "csv";

    public void Answer(JsonElement question, Utf8JsonWriter answer)
    {
        IRecipientTemplate template = question.Text("type") == "sms"
            ? new SmsRowTemplate(SmsTemplate.Parse(question.Text("template")), SmsEncodingRules.Original)
            : new EmailRowTemplate(EmailTemplate.Parse(question.Text("subject"), question.Text("template")));
        var rows = new List<RecipientRow>();
        var check = new RecipientFileCheck(
            RecipientTable.FromText(question.Text("content")), template, UnitedKingdom.Pack, Options(question));
        var report = check.Run(rows.Add);

        WriteFacts(answer, report);
        WriteNumbers(answer, "rows_with_errors", rows.Where(row => row.HasErrors).Select(row => (int?)row.Index));
        WriteNumbers(answer, "rows_with_bad_recipients", rows.Where(row => row.HasBadRecipient).Select(row => (int?)row.Index));
        WriteNumbers(answer, "rows_with_missing_data", rows.Where(row => row.HasMissingData).Select(row => (int?)row.Index));
        WriteNumbers(answer, "displayed_rows", report.ShownRows.Select(row => row?.Index));
        answer.WriteStartArray("rows");
        rows.ForEach(row => WriteRow(answer, row));
        for (var i = rows.Count; i < report.RowCount; i++)
        {
            answer.WriteNullValue();
        }

        answer.WriteEndArray();
    }

    private static RecipientFileOptions Options(JsonElement question)
    {
        var options = question.Is("options", JsonValueKind.Object) ? question.GetProperty("options") : JsonElement.Parse("{}");
        var defaults = new RecipientFileOptions
        {
            Permissions = new(options.Flag("allow_international_sms"), options.Flag("allow_sms_to_uk_landline")),
            JudgePhoneNumbers = options.Flag("should_validate_phone_number", otherwise: true),
            MessagesLeft = options.Number("remaining_messages"),
            InternationalLeft = options.Number("remaining_international_sms_messages"),
            Guests = options.Is("guestlist", JsonValueKind.Array) ? new GuestList(options.List("guestlist"), UnitedKingdom.Pack.PhoneRules) : null,
        };
        return defaults with
        {
            MaxRows = options.Number("max_rows") ?? defaults.MaxRows,
            MaxErrorsShown = options.Number("max_errors_shown") ?? defaults.MaxErrorsShown,
            MaxRowsShown = options.Number("max_initial_rows_shown") ?? defaults.MaxRowsShown,
        };
    }

    private static void WriteFacts(Utf8JsonWriter answer, RecipientFileReport report)
    {
        answer.WriteBoolean("has_errors", report.HasErrors);
        answer.WriteList("column_headers", report.Headings);
        answer.WriteList("missing_column_headers", report.MissingHeadings.Order(StringComparer.Ordinal));
        answer.WriteList("duplicate_recipient_column_headers", report.DuplicateRecipientHeadings);
        answer.WriteBoolean("has_recipient_columns", report.HasRecipientColumn);
        answer.WriteNumber("row_count", report.RowCount);
        answer.WriteBoolean("too_many_rows", report.TooManyRows);
        answer.WriteBoolean("more_rows_than_can_send", report.MoreRowsThanMessagesLeft);
        answer.WriteBoolean("allowed_to_send_to", report.GuestsOnly);
        answer.WriteNumber("international_sms_count", report.InternationalCount);
        answer.WriteBoolean("more_international_sms_than_can_send", report.MoreInternationalThanLeft);
    }

    private static void WriteRow(Utf8JsonWriter answer, RecipientRow row)
    {
        answer.WriteStartObject();
        answer.WriteNumber("index", row.Index);
        answer.WriteString("recipient", row.Recipient);
        answer.WriteStartObject("personalisation");
        foreach (var cell in row.Cells.Where(cell => !cell.IsIgnored))
        {
            answer.WritePropertyName(cell.Key);
            WriteValue(answer, cell.Value);
        }

        answer.WriteEndObject();
        answer.WriteBoolean("has_error", row.HasErrors);
        answer.WriteBoolean("has_bad_recipient", row.HasBadRecipient);
        answer.WriteBoolean("has_missing_data", row.HasMissingData);
        answer.WriteBoolean("message_too_long", row.Fit == MessageFit.TooLong);
        answer.WriteBoolean("message_empty", row.Fit == MessageFit.Empty);
        answer.WriteStartObject("cells");

        // A column without a heading and the cells beyond the headings have the same key; the latter stand.
        foreach (var cell in row.Cells.GroupBy(cell => cell.Key, (_, cells) => cells.Last()))
        {
            answer.WriteStartObject(cell.Key);
            answer.WritePropertyName("data");
            WriteValue(answer, cell.Value);
            answer.WriteString("error", cell.Fault is null ? null : UnitedKingdom.Pack.Wording.Text(UnitedKingdom.Language, cell.Fault.WordingKey));
            answer.WriteBoolean("ignore", cell.IsIgnored);
            answer.WriteEndObject();
        }

        answer.WriteEndObject();
        answer.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter answer, object? value)
    {
        if (value is not IReadOnlyList<string?> list)
        {
            answer.WriteStringValue((string?)value);
            return;
        }

        answer.WriteStartArray();
        foreach (var item in list)
        {
            answer.WriteStringValue(item);
        }

        answer.WriteEndArray();
    }

    private static void WriteNumbers(Utf8JsonWriter answer, string name, IEnumerable<int?> numbers)
    {
        answer.WriteStartArray(name);
        foreach (var number in numbers)
        {
            if (number is { } known)
            {
                answer.WriteNumberValue(known);
            }
            else
            {
                answer.WriteNullValue();
            }
        }

        answer.WriteEndArray();
    }
}
