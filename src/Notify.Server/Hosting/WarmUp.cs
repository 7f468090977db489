using Notify.Core;
using Notify.Core.Nations;
using Notify.Core.Notifications;
using Notify.Core.Recipients;
using Notify.Core.Secrets;
using Notify.Core.Services;
using Notify.Core.Templates;
using Notify.Core.Templates.Email;
using Notify.Core.Templates.Sms;
using Notify.Data.Notifications;
using Notify.Data.Services;
using Notify.Data.Templates;
using Notify.Providers.Email;
using Notify.Server.Delivery;

namespace Notify.Server.Hosting;

/// <summary>Runs the code of accepting and sending once, on made-up values, while the process settles: the first real message, which may be
/// a sign-in code, then does not wait for the compiler and for phone metadata to be read.</summary>
public sealed partial class WarmUp(
    NationPack nation,
    EmailEnvelope envelope,
    SmsEncodingRules encoding,
    KeyRing keyRing,
    ServiceAccountStore accounts,
    TemplateStore templates,
    NotificationStore notifications,
    AcceptStore accept,
    QueueStore queue,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<WarmUp> logger) : BackgroundService
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when the process is warm.</summary>
    public Task Done => _done.Task;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource();
        await using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        try
        {
            Render();
            Authenticate();
            await ReadAsync(stoppingToken);
        }
        catch (Exception) when (stoppingToken.IsCancellationRequested)
        {
            // A stop came first.
        }
        catch (Exception e)
        {
            // Whatever is wrong shows again where it matters; warming up must not stop the process.
            WentWrong(e.Message);
        }
        finally
        {
            _done.TrySetResult();
        }
    }

    private void Render()
    {
        var values = Personalisation.FromText([new("name", "Amala"), new("list", "one")]);
        var email = EmailTemplate.Parse("Hello ((name))", "# Hello ((name))\n\n* ((list))\n\nSee https://www.example.gov").Render(values);
        using var message = MimeMessages.Build(
            new OutboundEmail
            {
                NotificationId = Ids.New(time),
                ServiceId = Guid.Empty,
                To = "a@example.com",
                From = "b@example.com",
                FromName = "Warm-up",
                Subject = email.Subject,
                PlainText = envelope.RenderPlainText(email, Envelopes.Look(nation)),
                Html = envelope.Render(email, Envelopes.Look(nation)),
                Language = nation.DefaultLanguage,
            },
            time.GetUtcNow());
        MimeMessages.Bytes(message);
        SmsTemplate.Parse("Hello ((name))").Render(values, "Warm-up", encoding);
        _ = PhoneNumber.TryParse(nation.Phone.Examples.Domestic, nation.PhoneRules, out _, out _);
        _ = EmailAddress.TryParse("a@example.com", out _, out _);
        SenderLocalPart.FromName("Warm-up", nation.Email.LocalPart);
    }

    private void Authenticate()
    {
        var key = new KeyString("warm", Ids.NewRandom(), Ids.NewRandom());
        if (ApiToken.Read($"Bearer {key.Token(time.GetUtcNow())}", "").TryGet(out var token, out _))
        {
            token.Verify([new ApiKey(Ids.NewRandom(), key.ServiceId, "warm", KeyType.Test, key.Secret.ToString("D"), null)], time.GetUtcNow(), "");
        }

        var place = new KeyRing.Place("warm.up", Guid.Empty);
        keyRing.Decrypt(keyRing.Encrypt("warm"u8, place), place);
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        await accounts.FindAsync(Guid.Empty, cancellationToken);
        await templates.FindAsync(Guid.Empty, Guid.Empty, version: null, cancellationToken);
        await notifications.FindAsync(Guid.Empty, Guid.Empty, cancellationToken);
        await accept.AcceptAsync([], cancellationToken);
        await queue.RecordAsync(
            [
                new SendRecord
                {
                    NotificationId = Ids.New(time), Owner = 0, Attempt = 0, Provider = "warm-up", Verdict = new Verdict.Final(NotificationStatus.Sending, null), EventId = Ids.New(time),
                },
            ],
            cancellationToken);
    }

    [LoggerMessage(1020, LogLevel.Warning, "Warming up went wrong: {Reason}")]
    private partial void WentWrong(string reason);
}
