using System.Text.Json;
using Microsoft.Extensions.Options;
using Notify.Core.Errors;
using Notify.Core.Nations;
using Notify.Core.Notifications;
using Notify.Core.Recipients;
using Notify.Core.Recipients.Files;
using Notify.Core.Services;
using Notify.Core.Templates;
using Notify.Core.Templates.Sms;
using Notify.Core.Uploads;
using Notify.Data.Templates;
using Notify.Data.Uploads;
using Notify.Server.Features.ApiKeys;
using Notify.Server.Features.Notifications;
using Notify.Server.Features.Shared;

namespace Notify.Server.Features.Uploads;

/// <summary>Checks the rows of an upload against its template and packs the good ones for storing. One row at a time is held in clear.</summary>
public sealed class CheckRows(UploadStore uploads, SendChecks checks, NationPack nation, SmsEncodingRules encoding, IOptions<UploadOptions> options)
{
    private const string TooLong = "The message is too long";
    private const string Empty = "The message is empty";
    private const string Reference = "reference";
    private const string BadReference = "The reference must be at most 1000 characters, none of them null";
    private const int MaxReferenceLength = 1000;

    /// <summary>Below this, no template makes an e-mail of two million bytes of them.</summary>
    private const int SmallValues = 200_000;

    private static readonly string[] ItemMembers = ["personalisation", "reference"];

    /// <param name="template">The version that is sent.</param>
    /// <param name="onlyGoodRows">Rows that are not in order are left out, so each of them must be told; else none is sent.</param>
    /// <returns>To be disposed of.</returns>
    internal CheckedRows Run(
        ApiCaller caller, ParsedTemplate template, Channel channel, UploadSource source, bool onlyGoodRows, CancellationToken cancellationToken)
    {
        var service = caller.Service;
        var permissions = new PhonePermissions(service.May(ServicePermission.InternationalSms), service.May(ServicePermission.SmsToLandlines));
        var (guests, stranger) = checks.Guests(caller);
        var recipients = new RowRecipients(channel, nation, permissions, guests, stranger);
        var rows = new CheckedRows(uploads.NewChunks(options.Value.ChunkSize), options.Value.MaxBadRowsTold, onlyGoodRows);
        try
        {
            if (source is UploadSource.Table table)
            {
                OfTable(rows, recipients, permissions, template, table.Rows, cancellationToken);
            }
            else
            {
                OfRecipients(rows, recipients, template, ((UploadSource.Recipients)source).Items, cancellationToken);
            }

            return rows;
        }
        catch
        {
            rows.Dispose();
            throw;
        }
    }

    private void OfTable(
        CheckedRows rows, RowRecipients recipients, PhonePermissions permissions, ParsedTemplate template, RecipientTable table, CancellationToken cancellationToken)
    {
        IRecipientTemplate judge = template.Sms is { } sms ? new SmsRowTemplate(sms, encoding) : new EmailRowTemplate(template.Email!);
        var fileOptions = new RecipientFileOptions { Permissions = permissions, MaxRows = options.Value.MaxRows };
        var report = new RecipientFileCheck(table, judge, nation, fileOptions).Run(row => OfTable(rows, recipients, template, row), cancellationToken);
        if (FileProblem.WithColumns(report, judge, fileOptions, nation.Wording, nation.DefaultLanguage) is { } problem)
        {
            rows.Problem = Problem(string.Join(". ", problem.Body.Prepend(problem.Heading)));
        }
    }

    private void OfTable(CheckedRows rows, RowRecipients recipients, ParsedTemplate template, RecipientRow row)
    {
        if (row.HasErrors)
        {
            rows.AddBad(row.Number, [.. Faults(row)]);
            return;
        }

        var reference = row.Cells.FirstOrDefault(cell => cell.Key == Reference) is { Value: string text } ? text : null;
        if (reference is not null && !IsReference(reference))
        {
            rows.AddBad(row.Number, (Reference, BadReference));
        }
        else if (recipients.Read(row.Recipient, out var fault) is not { } recipient)
        {
            rows.AddBad(row.Number, (RecipientColumns.NameFor(template.Sms is null ? Channel.Email : Channel.Sms), fault));
        }
        else
        {
            Add(rows, row.Number, recipient, template, RowPersonalisation.From(row.Personalisation), reference);
        }
    }

    private IEnumerable<(string? Column, string Message)> Faults(RecipientRow row)
    {
        foreach (var cell in row.Cells.Where(cell => cell.Fault is not null))
        {
            yield return (cell.Heading, nation.Wording.Text(nation.DefaultLanguage, cell.Fault!.WordingKey));
        }

        if (row.Fit != MessageFit.Fits && !row.HasMissingData)
        {
            yield return (null, row.Fit == MessageFit.TooLong ? TooLong : Empty);
        }
    }

    private void OfRecipients(CheckedRows rows, RowRecipients recipients, ParsedTemplate template, JsonElement items, CancellationToken cancellationToken)
    {
        string[] members = [recipients.Member, .. ItemMembers];
        var number = 0;
        foreach (var item in items.EnumerateArray())
        {
            cancellationToken.ThrowIfCancellationRequested();
            OfRecipients(rows, ++number, recipients, template, item, members);
        }
    }

    private void OfRecipients(CheckedRows rows, int number, RowRecipients recipients, ParsedTemplate template, JsonElement item, string[] members)
    {
        if (item.ValueKind != JsonValueKind.Object)
        {
            rows.AddBad(number, (null, "It is not an object"));
            return;
        }

        if (item.EnumerateObject().FirstOrDefault(member => !members.Contains(member.Name, StringComparer.Ordinal)) is { Value.ValueKind: not JsonValueKind.Undefined } other)
        {
            rows.AddBad(number, (other.Name, $"It is not expected here: an object has {string.Join(", ", members)}"));
            return;
        }

        var body = new BodyMembers(item);
        var reference = body.Text(Reference);
        var text = body.Text(recipients.Member, isReadFurther: true);
        var values = Personalisation.Empty;
        if (body.Member("personalisation") is { } given)
        {
            if (given.ValueKind != JsonValueKind.Object)
            {
                rows.AddBad(number, ("personalisation", "It is not an object"));
                return;
            }

            values = Personalisation.FromJson(given);
        }

        if (body.Refusal is { } refusal)
        {
            rows.AddBad(number, (null, refusal.Message));
        }
        else if (reference is not null && !IsReference(reference))
        {
            rows.AddBad(number, (Reference, BadReference));
        }
        else if (recipients.Read(text, out var fault) is not { } recipient)
        {
            rows.AddBad(number, (recipients.Member, fault));
        }
        else if (Fault(template, values) is { } unfit)
        {
            rows.AddBad(number, ("personalisation", unfit));
        }
        else
        {
            Add(rows, number, recipient, template, values, reference);
        }
    }

    private string? Fault(ParsedTemplate template, Personalisation values)
    {
        if ((template.Sms?.MissingFrom(values) ?? template.Email!.MissingFrom(values)) is { Count: > 0 } missing)
        {
            return NotifyError.MissingPersonalisation(missing).Message;
        }

        if (values.HasFiles)
        {
            return "A list cannot carry files";
        }

        if (template.Sms is { } sms)
        {
            var message = sms.Render(values, prefix: null, encoding);
            return message.IsEmpty ? Empty : message.IsTooLong ? TooLong : null;
        }

        return template.Email!.Fill(values).IsEmpty ? Empty : null;
    }

    private static void Add(CheckedRows rows, int number, RowRecipient recipient, ParsedTemplate template, Personalisation values, string? reference)
    {
        var json = values.IsEmpty ? default(ReadOnlyMemory<byte>) : values.ToJson();
        if (json.Length > SmallValues && template.Email?.Fill(values).IsTooLong == true)
        {
            rows.AddBad(number, (null, TooLong));
            return;
        }

        rows.Add(
            new UploadRow
            {
                Number = number,
                Recipient = recipient.Normalised,
                RecipientAsSent = recipient.AsSent,
                International = recipient.IsInternational,
                RateMultiplier = recipient.RateMultiplier,
                Reference = reference,
                Personalisation = json,
            },
            recipient);
    }

    private static bool IsReference(string text) => text.Length <= MaxReferenceLength && !text.Contains('\0', StringComparison.Ordinal);

    private static NotifyError Problem(string message) => new(400, NotifyError.BadRequest, message);
}
