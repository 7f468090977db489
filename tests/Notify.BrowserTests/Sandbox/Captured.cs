using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Notify.Core;
using Notify.Core.Notifications;
using Notify.Providers.Email;
using Notify.TestKit.Server;

namespace Notify.BrowserTests.Sandbox;

/// <summary>Puts messages into the inbox that the API would not make.</summary>
internal static class Captured
{
    /// <returns>Id of the captured message.</returns>
    public static async Task<Guid> EmailAsync(NotifyApp app, string subject, string html, string plainText = "Plain.", string fromName = "Passports")
    {
        var email = new OutboundEmail
        {
            NotificationId = Ids.New(TimeProvider.System),
            ServiceId = Ids.NewRandom(),
            To = "amala@example.com",
            From = "passports@notify.example.gov",
            FromName = fromName,
            Subject = subject,
            PlainText = plainText,
            Html = html,
            Language = "en",
        };
        using var mime = MimeMessages.Build(email, TimeProvider.System.GetUtcNow());
        return await CaptureAsync(app, new CapturedMessage
        {
            Id = Ids.New(TimeProvider.System),
            NotificationId = email.NotificationId,
            ServiceId = email.ServiceId,
            Channel = Channel.Email,
            Recipient = email.To,
            Sender = $"{fromName} <{email.From}>",
            Subject = subject,
            Content = MimeMessages.Bytes(mime),
            Encoding = "mime",
        });
    }

    /// <returns>Id of the captured message.</returns>
    public static Task<Guid> TextAsync(NotifyApp app, string text, string sender = "Passports") => CaptureAsync(app, new CapturedMessage
    {
        Id = Ids.New(TimeProvider.System),
        NotificationId = Ids.New(TimeProvider.System),
        ServiceId = Ids.NewRandom(),
        Channel = Channel.Sms,
        Recipient = "+447700900321",
        Sender = sender,
        Content = Encoding.UTF8.GetBytes(text),
        Encoding = "ucs-2",
        Fragments = 1,
    });

    /// <returns>Id under which the inbox shows what the sandbox captured of a notification.</returns>
    public static async Task<Guid> IdOfAsync(NotifyApp app, Guid notificationId)
    {
        await using var find = app.DataSource.CreateCommand("select id from sandbox_messages where notification_id = $1");
        find.Parameters.Add(new() { Value = notificationId });
        return (Guid)(await find.ExecuteScalarAsync())!;
    }

    private static async Task<Guid> CaptureAsync(NotifyApp app, CapturedMessage message)
    {
        await app.Services.GetRequiredService<ICapturedMessages>().CaptureAsync(message, CancellationToken.None);
        return message.Id;
    }
}
