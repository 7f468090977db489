using System.Text;
using MimeKit;

namespace Notify.Providers.Email;

/// <summary>Builds the message that goes on the wire: headers, a plain-text part and an HTML part (RFC 2046 <c>multipart/alternative</c>).</summary>
public static class MimeMessages
{
    /// <param name="date">Of the <c>Date</c> header, UTC.</param>
    /// <exception cref="ParseException">The recipient's address is not one (it was checked at acceptance).</exception>
    public static MimeMessage Build(OutboundEmail email, DateTimeOffset date)
    {
        ArgumentNullException.ThrowIfNull(email);
        var from = MailboxAddress.Parse(email.From);
        var message = new MimeMessage
        {
            MessageId = $"{email.NotificationId:N}@{from.Domain}",
            Date = date,
            Subject = OneLine(email.Subject),
            Body = new MultipartAlternative
            {
                Text("plain", email.PlainText),
                Text("html", email.Html),
            },
        };
        message.From.Add(new MailboxAddress(OneLine(email.FromName), from.Address));
        message.To.Add(MailboxAddress.Parse(email.To));
        if (email.ReplyTo is { } replyTo)
        {
            message.ReplyTo.Add(MailboxAddress.Parse(replyTo));
        }

        message.Headers.Add("Content-Language", email.Language);

        // RFC 3834: answering machines stay silent, so that a notice to thousands does not come back as thousands.
        message.Headers.Add("Auto-Submitted", "auto-generated");
        return message;
    }

    /// <returns>The message as it would stand on the wire, CRLF line ends.</returns>
    public static byte[] Bytes(MimeMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        using var stream = new MemoryStream();
        var format = FormatOptions.Default.Clone();
        format.NewLineFormat = NewLineFormat.Dos;
        message.WriteTo(format, stream);
        return stream.ToArray();
    }

    private static TextPart Text(string subtype, string text)
    {
        var part = new TextPart(subtype);
        part.SetText(Encoding.UTF8, text);
        part.ContentTransferEncoding = part.GetBestEncoding(EncodingConstraint.SevenBit);
        return part;
    }

    /// <summary>A line break in a header would start another header. MimeKit folds and encodes the rest.</summary>
    private static string OneLine(string text) =>
        text.ReplaceLineEndings(" ").Replace('\0', ' ').Trim();
}
