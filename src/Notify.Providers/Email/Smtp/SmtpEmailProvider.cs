using MailKit.Net.Smtp;
using Microsoft.Extensions.Options;
using Notify.Core.Notifications;

namespace Notify.Providers.Email.Smtp;

/// <summary>Hands e-mails to a mail server over pooled connections (RFC 5321, by MailKit).</summary>
public sealed class SmtpEmailProvider(SmtpConnectionPool pool, IOptions<SmtpOptions> options, TimeProvider time) : IEmailProvider
{
    /// <summary>Name in the settings.</summary>
    public const string ProviderName = "smtp";

    /// <summary>Idle time after which a connection is probed before it is used.</summary>
    private static readonly TimeSpan ProbeAfter = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public string Name => ProviderName;

    /// <inheritdoc/>
    public bool AcceptedIsDelivered => options.Value.AcceptedIsDelivered;

    /// <inheritdoc/>
    public async Task<SendOutcome> SendAsync(OutboundEmail email, CancellationToken cancellationToken)
    {
        using var message = MimeMessages.Build(email, time.GetUtcNow());
        var outcome = await TryAsync(message, fresh: false, cancellationToken);

        // A server closes idle connections when it likes; what fails before the message was begun is tried once on a fresh one.
        return outcome ?? await TryAsync(message, fresh: true, cancellationToken)
            ?? new SendOutcome.Unavailable("the mail server closed the connection before the message");
    }

    /// <returns>Null when an idle connection turned out to be closed: nothing was sent.</returns>
    private async Task<SendOutcome?> TryAsync(MimeKit.MimeMessage message, bool fresh, CancellationToken cancellationToken)
    {
        SmtpConnectionPool.Rented rented;
        try
        {
            rented = await pool.RentAsync(fresh, cancellationToken);
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

            try
            {
                var answer = await rented.Client.SendAsync(message, cancellationToken);
                rented.KeepOpen();
                return new SendOutcome.Accepted(answer);
            }
            catch (SmtpCommandException e)
            {
                if (rented.Client.IsConnected)
                {
                    rented.KeepOpen();
                }

                return SmtpFaults.Refusal(e);
            }
            catch (NotSupportedException e)
            {
                // The address needs SMTPUTF8, which the server does not offer: found out before anything is sent.
                rented.KeepOpen();
                return new SendOutcome.Refused(e.Message, NotificationStatus.TechnicalFailure);
            }
            catch (Exception e) when (SmtpFaults.IsOfConnection(e))
            {
                return SmtpFaults.Broken(e);
            }
        }
    }

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
}
