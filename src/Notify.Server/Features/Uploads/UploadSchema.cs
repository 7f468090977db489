using System.Text.Json;
using Microsoft.Extensions.Options;
using Notify.Core.Errors;
using Notify.Core.Recipients.Files;
using Notify.Core.Templates;
using Notify.Server.Features.Notifications;
using Notify.Server.Features.Shared;

namespace Notify.Server.Features.Uploads;

/// <summary>Checks the body of a request to send to many: all faults at once but those of the rows.</summary>
internal sealed class UploadSchema(SendSchema sends, IOptions<UploadOptions> options)
{
    private const int MaxNameLength = 255;

    private static readonly string[] Sources = ["rows", "csv", "recipients"];

    private static readonly string[] Members =
    [
        "name", "template_id", "template_name", "template_version", "language", "rows", "csv", "recipients", "scheduled_for", "reply_to_id",
        "email_reply_to_id", "sms_sender_id", "reference", "only_good_rows",
    ];

    /// <param name="body">Any JSON value; must be kept as long as the request's source is read.</param>
    public Result<UploadRequest> Read(JsonElement body)
    {
        var faults = new BodyMembers(body);
        if (!faults.IsObject)
        {
            return BodyMembers.NotAnObject(body);
        }

        var name = Name(faults);
        var templateId = faults.Id("template_id");
        var source = Source(faults);
        var scheduledFor = sends.ScheduledFor(faults, options.Value.ScheduleAhead, Words(options.Value.ScheduleAhead));
        var senderId = SenderId(faults);
        var reference = SendSchema.Reference(faults);
        var onlyGoodRows = OnlyGoodRows(faults);
        var own = sends.OwnMembers(faults, new SendRequest { Personalisation = Personalisation.Empty });
        faults.AddMissing("name");
        if (faults.Member("template_name") is null)
        {
            faults.AddMissing("template_id");
        }

        faults.AddUnexpected(Members);
        return faults.Refusal is { } refusal ? refusal : new UploadRequest
        {
            Name = name,
            TemplateId = templateId,
            TemplateName = own.TemplateName,
            TemplateVersion = own.TemplateVersion,
            Source = source!,
            Reference = reference,
            SenderId = senderId,
            ScheduledFor = scheduledFor,
            OnlyGoodRows = onlyGoodRows,
        };
    }

    private static string Name(BodyMembers faults)
    {
        var name = faults.Text("name")?.Trim();
        if (name?.Length == 0 || name?.Length > MaxNameLength || name?.Contains('\0', StringComparison.Ordinal) == true)
        {
            faults.Add($"name must be 1 to {MaxNameLength} characters");
        }

        return name ?? "";
    }

    private UploadSource? Source(BodyMembers faults)
    {
        if (Sources.Count(name => faults.Member(name) is not null) != 1)
        {
            faults.Add("You should specify exactly one of rows, csv and recipients");
            return null;
        }

        if (faults.Member("rows") is { } rows)
        {
            return Table(rows, faults);
        }

        if (faults.Member("recipients") is { } recipients)
        {
            return Recipients(recipients, faults);
        }

        return faults.Text("csv") is { } csv ? new UploadSource.Table(RecipientTable.FromText(csv)) : null;
    }

    private UploadSource.Table? Table(JsonElement rows, BodyMembers faults)
    {
        if (rows.ValueKind != JsonValueKind.Array)
        {
            faults.Add("rows is not of type array");
            return null;
        }

        var length = rows.GetArrayLength();
        if (length < 2 || length > options.Value.MaxRows + 1)
        {
            faults.Add($"rows must be 2 to {options.Value.MaxRows + 1} arrays, the first of them the headings");
            return null;
        }

        var number = 0;
        foreach (var row in rows.EnumerateArray())
        {
            number++;
            if (row.ValueKind != JsonValueKind.Array || row.EnumerateArray().Any(cell => cell.ValueKind is JsonValueKind.Object or JsonValueKind.Array))
            {
                faults.Add($"rows: row {number} is not an array of texts");
                return null;
            }
        }

        return new UploadSource.Table(RecipientTable.FromRows(() => rows.EnumerateArray().Select(Cells)));
    }

    private UploadSource.Recipients? Recipients(JsonElement items, BodyMembers faults)
    {
        if (items.ValueKind != JsonValueKind.Array)
        {
            faults.Add("recipients is not of type array");
            return null;
        }

        if (items.GetArrayLength() is var length && (length == 0 || length > options.Value.MaxRows))
        {
            faults.Add($"recipients must be 1 to {options.Value.MaxRows} objects");
            return null;
        }

        return new UploadSource.Recipients(items);
    }

    private static string[] Cells(JsonElement row)
    {
        var cells = new string[row.GetArrayLength()];
        var i = 0;
        foreach (var cell in row.EnumerateArray())
        {
            cells[i++] = cell.ValueKind switch
            {
                JsonValueKind.String => BodyMembers.StringOf(cell).Trim(),
                JsonValueKind.Null => "",
                JsonValueKind.True => "True",
                JsonValueKind.False => "False",
                _ => cell.GetRawText(),
            };
        }

        return cells;
    }

    /// <summary>Under whichever name: which is meant follows from the template.</summary>
    private static IdMember? SenderId(BodyMembers faults)
    {
        IdMember? id = null;
        foreach (var name in new[] { "reply_to_id", "email_reply_to_id", "sms_sender_id" })
        {
            id = faults.Id(name) ?? id;
        }

        return id;
    }

    private static bool OnlyGoodRows(BodyMembers faults)
    {
        switch (faults.Member("only_good_rows"))
        {
            case null or { ValueKind: JsonValueKind.False }:
                return false;
            case { ValueKind: JsonValueKind.True }:
                return true;
            case { } other:
                faults.AddWrongType("only_good_rows", other, "boolean");
                return false;
        }
    }

    private static string Words(TimeSpan ahead) =>
        ahead.TotalHours % 24 == 0 && ahead.TotalDays > 1 ? $"{(int)ahead.TotalDays} days" : $"{Math.Floor(ahead.TotalHours)} hours";
}
