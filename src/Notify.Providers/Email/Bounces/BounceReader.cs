using System.Text.RegularExpressions;
using MimeKit;
using Notify.Core.Notifications;
using Notify.Core.Receipts;

namespace Notify.Providers.Email.Bounces;

/// <summary>Reads what comes to the bounce address: delivery status notifications (RFC 3464), complaints (RFC 5965), answering machines
/// (RFC 3834), and the bounces in plain words of old mail systems. Lenient: what cannot be read is simply not matched.</summary>
/// <remarks>A notification is found by the proven token of the return path, else of the envelope id, else by the Message-ID among the
/// returned headers, whose id only senders and recipients know. A token whose proof is not ours ends the search.</remarks>
public sealed partial class BounceReader(BounceTokens tokens)
{
    /// <summary>Largest message that is read, in bytes: bounces that return the whole message included.</summary>
    public const int MaxBytes = 2 * 1024 * 1024;

    private const int MaxReason = 1000;

    private static readonly ParserOptions Lenient = new() { MaxMimeDepth = 20 };

    /// <summary>Headers in which mail servers write down whom a message was really delivered to, the surest first.</summary>
    private static readonly string[] EnvelopeHeaders = ["X-Original-To", "Delivered-To", "Envelope-To", "To"];

    /// <summary>Reads a whole message.</summary>
    /// <param name="envelopeRecipient">Whom the mail server delivered it to, where it says so.</param>
    public async Task<BounceReport> ReadAsync(Stream stream, string? envelopeRecipient, CancellationToken cancellationToken)
    {
        try
        {
            using var message = await MimeMessage.LoadAsync(Lenient, stream, cancellationToken);
            return Read(message, envelopeRecipient);
        }
        catch (FormatException)
        {
            return BounceReport.Of(BounceKind.NotABounce);
        }
    }

    /// <inheritdoc cref="ReadAsync"/>
    public BounceReport Read(MimeMessage message, string? envelopeRecipient)
    {
        ArgumentNullException.ThrowIfNull(message);
        var entities = new List<MimeEntity>();
        Collect(message.Body, entities);
        var status = entities.OfType<MessageDeliveryStatus>().FirstOrDefault();
        var complaint = entities.OfType<MessageFeedbackReport>().FirstOrDefault();
        var returned = entities.OfType<MessagePart>().Select(part => part.Message?.Headers).FirstOrDefault(headers => headers is not null);
        if (status is null && complaint is null)
        {
            // Mail systems mark their bounces as automatic, too. A person's answering machine writes in the person's name.
            if (IsAutomatic(message) && !IsFailureOfDaemon(message))
            {
                return BounceReport.Of(BounceKind.AutoReply);
            }

            return IsOldBounce(message)
                ? Match(EnvelopeTexts(message, envelopeRecipient), null, id => new DeliveryReceipt
                {
                    Provider = null,
                    NotificationId = id,
                    Status = NotificationStatus.TemporaryFailure,
                    Reason = Line($"bounced: {message.Subject}"),
                })
                : BounceReport.Of(BounceKind.NotABounce);
        }

        if (complaint is not null)
        {
            var fields = complaint.Fields;
            return Match(
                [.. EnvelopeTexts(message, envelopeRecipient), fields["Original-Mail-From"], fields["Original-Envelope-Id"], returned?["Return-Path"]],
                returned,
                id => Complaint(id, fields));
        }

        var groups = Groups(status!);
        return Match(
            [.. EnvelopeTexts(message, envelopeRecipient), .. groups.Select(group => group["Original-Envelope-Id"]), returned?["Return-Path"]],
            returned,
            id => DeliveryStatus(id, groups, message));
    }

    private BounceReport Match(IEnumerable<string?> texts, HeaderList? returned, Func<Guid, DeliveryReceipt> receipt)
    {
        foreach (var text in texts)
        {
            if (tokens.TryFind(text, out var proven))
            {
                return proven is { } id ? new BounceReport(BounceKind.Matched, [receipt(id)]) : BounceReport.Of(BounceKind.Forged);
            }
        }

        return returned?["Message-ID"] is { } messageId && OurMessageId().Match(messageId) is { Success: true } match
            && Guid.ParseExact(match.Groups[1].ValueSpan, "N") is { Version: 7 } ours
                ? new BounceReport(BounceKind.Matched, [receipt(ours)])
                : BounceReport.Of(BounceKind.Unmatched);
    }

    /// <summary>The group that tells most: a failure, else a delivery, else whatever there is.</summary>
    private static DeliveryReceipt DeliveryStatus(Guid id, List<HeaderList> groups, MimeMessage message)
    {
        var told = groups.Where(group => group["Action"] is not null || group["Status"] is not null).MinBy(group => Action(group) switch
        {
            "failed" => 0,
            "delivered" or "relayed" => 1,
            _ => 2,
        });
        if (told is null)
        {
            return new DeliveryReceipt
            {
                Provider = null,
                NotificationId = id,
                Status = NotificationStatus.TemporaryFailure,
                Reason = Line($"bounced: {message.Subject}"),
            };
        }

        var words = told["Diagnostic-Code"];
        var code = EnhancedStatusCode.Parse(told["Status"]);
        var exact = code is { IsVague: false } ? code : EnhancedStatusCode.Find(words) ?? code;
        var verdict = Action(told) switch
        {
            "delivered" or "relayed" => new BounceVerdict(NotificationStatus.Delivered),
            "failed" when BounceTable.Judge(exact, ReplyCode(words), words) is { Status: not null } judged => judged,
            "failed" => new BounceVerdict(NotificationStatus.TemporaryFailure),
            _ => default,
        };
        return new DeliveryReceipt
        {
            Provider = null,
            NotificationId = id,
            Status = verdict.Status,
            Kind = verdict.Kind,
            Code = Action(told) == "failed" ? MailCodes.Of(exact, ReplyCode(words)) : null,
            Reason = Line(string.Join(' ', new[] { Action(told), exact?.ToString(), words }.Where(part => !string.IsNullOrWhiteSpace(part)))),
            At = Time(told["Last-Attempt-Date"]) ?? Time(message.Headers[HeaderId.Date]),
        };
    }

    private static DeliveryReceipt Complaint(Guid id, HeaderList fields)
    {
        var type = (fields["Feedback-Type"] ?? "").Trim().ToLowerInvariant();
        return new DeliveryReceipt
        {
            Provider = null,
            NotificationId = id,
            Kind = type is "abuse" or "opt-out" or "opt-out-list" ? ReceiptKind.Complaint : ReceiptKind.Status,
            Reason = Line($"complaint {type} {fields["User-Agent"]}"),
            At = Time(fields["Arrival-Date"] ?? fields["Received-Date"]),
        };
    }

    /// <returns>In lower case; where it is missing, what the code says.</returns>
    private static string Action(HeaderList group) =>
        group["Action"] is { } action && FirstWord().Match(action) is { Success: true } word
            ? word.Value.ToLowerInvariant()
            : EnhancedStatusCode.Parse(group["Status"])?.Class switch { 2 => "delivered", 5 => "failed", _ => "delayed" };

    private static int? ReplyCode(string? words) =>
        words is not null && Reply().Match(words) is { Success: true } match ? int.Parse(match.Groups[1].ValueSpan, System.Globalization.CultureInfo.InvariantCulture) : null;

    private static DateTimeOffset? Time(string? text) => text is not null && MimeKit.Utils.DateUtils.TryParse(text, out var time) ? time.ToUniversalTime() : null;

    private static IEnumerable<string?> EnvelopeTexts(MimeMessage message, string? envelopeRecipient) =>
        [envelopeRecipient, .. EnvelopeHeaders.SelectMany(name => message.Headers.Where(header => header.Field.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(header => header.Value))];

    private static List<HeaderList> Groups(MessageDeliveryStatus status)
    {
        try
        {
            return [.. status.StatusGroups];
        }
        catch (Exception e) when (e is FormatException or IOException)
        {
            return [];
        }
    }

    private static void Collect(MimeEntity? entity, List<MimeEntity> found)
    {
        if (entity is null)
        {
            return;
        }

        found.Add(entity);
        foreach (var part in (entity as Multipart) ?? [])
        {
            Collect(part, found);
        }
    }

    private static bool IsAutomatic(MimeMessage message) =>
        (message.Headers[HeaderId.AutoSubmitted] is { } submitted && !submitted.Trim().StartsWith("no", StringComparison.OrdinalIgnoreCase))
        || message.Headers["X-Autoreply"] is not null || message.Headers["X-Autorespond"] is not null || message.Headers["X-Auto-Response-Suppress"] is not null
        || message.Headers["Precedence"]?.Trim() is "auto_reply" or "bulk" or "junk" or "list";

    private static bool IsFailureOfDaemon(MimeMessage message) =>
        IsOfDaemon(message) && (message.Headers["X-Failed-Recipients"] is not null || BounceSubject().IsMatch(message.Subject ?? ""));

    private static bool IsOfDaemon(MimeMessage message) => message.From.Mailboxes.Any(from => Daemon().IsMatch(from.Address));

    private static bool IsOldBounce(MimeMessage message) =>
        IsOfDaemon(message) || BounceSubject().IsMatch(message.Subject ?? "");

    /// <summary>One line of bounded length, without control characters.</summary>
    private static string Line(string text)
    {
        var line = Blank().Replace(text, " ").Trim();
        return line.Length <= MaxReason ? line : line[..(char.IsHighSurrogate(line[MaxReason - 1]) ? MaxReason - 1 : MaxReason)];
    }

    [GeneratedRegex("<?([0-9a-f]{32})@", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex OurMessageId();

    [GeneratedRegex(@"^(?:\s*[a-z0-9-]+\s*;)?\s*([245][0-9]{2})(?![0-9.])", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Reply();

    [GeneratedRegex("[a-z]+", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex FirstWord();

    [GeneratedRegex("^(mailer-daemon|mail-daemon|mailerdaemon|postmaster)@", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Daemon();

    [GeneratedRegex("undeliver|not delivered|delivery (status|fail)|failure notice|returned (mail|to sender)|mail delivery", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex BounceSubject();

    [GeneratedRegex(@"[\s\p{Cc}\p{Cf}]+", RegexOptions.CultureInvariant)]
    private static partial Regex Blank();
}
