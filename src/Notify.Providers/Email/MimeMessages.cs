using System.Text;
using MimeKit;

namespace Notify.Providers.Email;

/// <summary>Builds the message that goes on the wire: headers, a plain-text part and an HTML part (RFC 2046 <c>multipart/alternative</c>).</summary>
public static class MimeMessages
{
    /// <summary>Bytes that a line of a mail may hold (RFC 5322 section 2.1.1).</summary>
    private const int MaxLine = 998;

    /// <summary>An address broken over two lines is none.</summary>
    private const int MaxUnsubscribeLength = 900;

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

        if (email.UnsubscribeUrl is { Length: <= MaxUnsubscribeLength } unsubscribe)
        {
            // RFC 8058: only a POST to this address unsubscribes, so that scanners that follow links do not. As one piece: folding would break it.
            message.Headers.Add(new Header(Encoding.ASCII, HeaderId.ListUnsubscribe, $"<{unsubscribe}>"));
            message.Headers.Add("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
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

    /// <returns>Length of the message on the wire in bytes; it is written out once to be counted.</returns>
    public static long Size(MimeMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        using var stream = new MimeKit.IO.MeasuringStream();
        var format = FormatOptions.Default.Clone();
        format.NewLineFormat = NewLineFormat.Dos;
        message.WriteTo(format, stream);
        return stream.Length;
    }

    private static TextPart Text(string subtype, string text)
    {
        var part = new TextPart(subtype);
        part.SetText(Encoding.UTF8, text);

        // Letters outside ASCII go as they are to a server that takes them (8BITMIME, RFC 6152). For one that does not, the client encodes them
        // when it sends, and signing does before that: a signature must hold at servers further on, too (RFC 6376 section 5.3).
        part.ContentTransferEncoding = !Ascii.IsValid(text) && part.GetBestEncoding(EncodingConstraint.EightBit, MaxLine) == ContentEncoding.EightBit
            ? ContentEncoding.EightBit
            : part.GetBestEncoding(EncodingConstraint.SevenBit);
        return part;
    }

    /// <summary>A line break in a header would start another header. MimeKit folds and encodes the rest.</summary>
    private static string OneLine(string text) =>
        text.ReplaceLineEndings(" ").Replace('\0', ' ').Trim();
}
