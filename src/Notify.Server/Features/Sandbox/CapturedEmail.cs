using System.Text;
using MimeKit;
using Notify.Core.Notifications;

namespace Notify.Server.Features.Sandbox;

/// <summary>A captured e-mail, taken apart for reading.</summary>
/// <param name="Html">The HTML part, as it stands in the message: never shown but in a sandboxed frame.</param>
/// <param name="Source">Headers and body as on the wire.</param>
public sealed record CapturedEmail(string Html, string PlainText, string Source)
{
    public static CapturedEmail Read(CapturedMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        using var stream = new MemoryStream(message.Content.ToArray());
        using var mime = MimeMessage.Load(stream);
        return new CapturedEmail(mime.HtmlBody ?? "", mime.TextBody ?? "", Encoding.UTF8.GetString(message.Content.Span));
    }
}
