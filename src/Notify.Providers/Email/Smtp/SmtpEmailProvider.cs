using MailKit.Net.Smtp;
using MimeKit;
using Notify.Core.Notifications;
using Notify.Core.Receipts;
using Notify.Providers.Email.Dkim;

namespace Notify.Providers.Email.Smtp;

/// <summary>Hands e-mails to one mail server over pooled connections (RFC 5321, by MailKit).</summary>
/// <param name="name">The server's name in the settings.</param>
public sealed class SmtpEmailProvider(
    string name, SmtpConnectionPool pool, SmtpOptions options, ReturnPath returnPath, DkimSigning dkim, TimeProvider time) : IEmailProvider
{
    /// <summary>Name of the server in the section <see cref="SmtpOptions.Section"/>.</summary>
    public const string ProviderName = "smtp";

    /// <summary>Idle time after which a connection is probed before it is used.</summary>
    private static readonly TimeSpan ProbeAfter = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public bool AcceptedIsDelivered => options.AcceptedIsDelivered;

    /// <inheritdoc/>
    public ProviderTimeout? Timeout => new($"{SmtpOptions.SectionOf(name)}:{nameof(SmtpOptions.Timeout)}", options.Timeout);

    /// <inheritdoc/>
    public string? MissingSetting => options.Host.Length > 0 ? null : $"{SmtpOptions.SectionOf(name)}:{nameof(SmtpOptions.Host)}";

    /// <inheritdoc/>
    public async Task<SendOutcome> SendAsync(OutboundEmail email, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(email);
        if (options.Host.Length == 0)
        {
            return new SendOutcome.Unavailable($"no mail server is named: {SmtpOptions.SectionOf(name)}:Host is not set", ProviderFault.Misconfigured);
        }

        using var message = MimeMessages.Build(email, time.GetUtcNow());
        dkim.Sign(message, email.From);
        var bouncesTo = returnPath.For(email.NotificationId);
        var envelope = new Envelope(
            new MailboxAddress("", bouncesTo ?? email.From),
            [message.To.Mailboxes.Single()],
            returnPath.EnvelopeId(email.NotificationId),
            IsFromUs: bouncesTo is not null);
        var outcome = await TryAsync(message, envelope, email, fresh: false, cancellationToken);

        // A server closes idle connections when it likes; what fails before the message was begun is tried once on a fresh one.
        return outcome ?? await TryAsync(message, envelope, email, fresh: true, cancellationToken)
            ?? new SendOutcome.Unavailable("the mail server closed the connection before the message");
    }

    /// <returns>Null when an idle connection turned out to be closed: nothing was sent.</returns>
    private async Task<SendOutcome?> TryAsync(MimeMessage message, Envelope envelope, OutboundEmail email, bool fresh, CancellationToken cancellationToken)
    {
        SmtpConnectionPool.Rented rented;
        try
        {
            rented = await pool.RentAsync(fresh, email.IsUrgent, cancellationToken);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return SmtpFaults.BeforeSending(e);
        }

        using (rented)
        {
            if (rented.Stood > ProbeAfter && !await IsAliveAsync(rented.Client, cancellationToken))
            {
                return null;
            }

            if (rented.Client.Limit is { } limit && limit < SmallMessage && MimeMessages.Size(message) is var size && size > limit)
            {
                rented.KeepOpen();
                return new SendOutcome.Refused($"5.3.4 the message of {size} bytes is larger than the {limit} the mail server takes", NotificationStatus.TechnicalFailure);
            }

            if (!System.Text.Ascii.IsValid(envelope.To[0].Address) && !rented.Client.Capabilities.HasFlag(SmtpCapabilities.UTF8))
            {
                // Left to itself the library sends the letters as they are, and servers make of them what they like.
                rented.KeepOpen();
                return new SendOutcome.Refused("5.6.7 the address needs SMTPUTF8, which the mail server does not offer", NotificationStatus.TechnicalFailure);
            }

            try
            {
                rented.Client.Begin(envelope.Id, email.MayStillGo);
                var answer = await rented.Client.SendAsync(message, envelope.From, envelope.To, cancellationToken);
                rented.KeepOpen();
                return new SendOutcome.Accepted(answer);
            }
            catch (SmtpCommandException e)
            {
                if (rented.Client.IsConnected)
                {
                    rented.KeepOpen();
                }

                return SmtpFaults.Refusal(e, envelope.IsFromUs);
            }
            catch (NotSupportedException e)
            {
                // The message needs an extension that the server does not offer: found out before anything is sent.
                rented.KeepOpen();
                return new SendOutcome.Refused(e.Message, NotificationStatus.TechnicalFailure);
            }
            catch (OperationCanceledException) when (!email.MayStillGo())
            {
                return SendOutcome.TooLate;
            }
            catch (Exception e) when (SmtpFaults.IsOfConnection(e) && !rented.Client.IsRecipientTaken)
            {
                // The message had not begun, so it certainly did not go: a stale connection is tried anew, silence is not.
                return fresh || rented.Stood == TimeSpan.Zero || SmtpFaults.IsSilence(e) ? SmtpFaults.BeforeSending(e) : null;
            }
            catch (Exception e) when (SmtpFaults.IsOfConnection(e))
            {
                return SmtpFaults.Broken(e);
            }
        }
    }

    /// <summary>What a template may hold at most (2 MB, twice, in base64) is below this: no need to measure for servers that take more.</summary>
    private const uint SmallMessage = 8 * 1024 * 1024;

    /// <summary>One small round trip after a pause is the price of seldom having to guess whether a broken connection took a message.</summary>
    private static async Task<bool> IsAliveAsync(SmtpClient client, CancellationToken cancellationToken)
    {
        try
        {
            await client.NoOpAsync(cancellationToken);
            return true;
        }
        catch (Exception e) when (SmtpFaults.IsOfConnection(e) || e is SmtpCommandException)
        {
            return false;
        }
    }

    /// <param name="IsFromUs">The sender is our return path, not the service's address.</param>
    private sealed record Envelope(MailboxAddress From, IReadOnlyList<MailboxAddress> To, string Id, bool IsFromUs);
}
