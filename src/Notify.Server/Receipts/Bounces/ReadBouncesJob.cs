using Hangfire;
using MailKit;
using MailKit.Net.Imap;
using Microsoft.Extensions.Options;
using Notify.Providers.Email.Bounces;
using Notify.Server.Hosting;

namespace Notify.Server.Receipts.Bounces;

/// <summary>Reads the mailbox of bounces to its end, oldest first. Safe to run twice, anywhere, and to kill: a message leaves the folder only
/// after what it tells is committed, and telling it twice changes nothing.</summary>
public sealed partial class ReadBouncesJob(IOptions<BounceOptions> options, BounceIntake intake, BounceMetrics metrics, ILogger<ReadBouncesJob> logger)
{
    private const int BatchSize = 100;

    [AutomaticRetry(Attempts = 0, OnAttemptsExceeded = AttemptsExceededAction.Delete)]
    [DisableConcurrentExecution(5)]
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var settings = options.Value.Imap;
        if (settings.Host.Length == 0)
        {
            return;
        }

        try
        {
            using var mailbox = await BounceMailbox.OpenAsync(settings, cancellationToken);
            while (await ReadSomeAsync(mailbox, cancellationToken) == BatchSize)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            await mailbox.CloseAsync(cancellationToken);
        }
        catch (Exception e) when (IsOfMailbox(e))
        {
            CannotRead(e.Message);
        }
        catch (Exception e) when (DatabaseFaults.IsAway(e) || e is TimeoutException)
        {
            // What is not stored stays in the folder for the next minute.
            CannotStore(e.Message);
        }
    }

    /// <summary>What a mail server says and does wrong, or a connection to it.</summary>
    internal static bool IsOfMailbox(Exception e) =>
        e is ImapCommandException or ImapProtocolException or ServiceNotConnectedException or FolderNotFoundException or MailKit.Security.AuthenticationException
            or MailKit.Security.SslHandshakeException or System.Net.Sockets.SocketException or IOException or NotSupportedException;

    private async Task<int> ReadSomeAsync(BounceMailbox mailbox, CancellationToken cancellationToken)
    {
        var found = await mailbox.ListAsync(BatchSize, cancellationToken);
        foreach (var (id, size) in found)
        {
            if (size > BounceReader.MaxBytes || !await TakeAsync(mailbox, id, cancellationToken))
            {
                metrics.PutAside();
                PutAside(size);
                await mailbox.PutAsideAsync(id, cancellationToken);
            }
            else
            {
                await mailbox.DoneAsync(id, cancellationToken);
            }
        }

        return found.Count;
    }

    /// <returns>Whether it was understood, as whatever; false when it must not be tried again.</returns>
    private async Task<bool> TakeAsync(BounceMailbox mailbox, UniqueId id, CancellationToken cancellationToken)
    {
        try
        {
            await using var message = await mailbox.ReadAsync(id, cancellationToken);
            await intake.TakeAsync(message, envelopeRecipient: null, cancellationToken);
            return true;
        }
        catch (Exception e) when (!IsOfMailbox(e) && !DatabaseFaults.IsAway(e) && e is not (TimeoutException or OperationCanceledException))
        {
            // A message that nobody thought of must not keep those behind it from being read.
            BadMessage(e);
            return false;
        }
    }

    [LoggerMessage(3041, LogLevel.Warning, "The mailbox of bounces cannot be read: {Reason}")]
    private partial void CannotRead(string reason);

    [LoggerMessage(3042, LogLevel.Warning, "Bounces cannot be stored and stay in their mailbox: {Reason}")]
    private partial void CannotStore(string reason);

    [LoggerMessage(3043, LogLevel.Warning, "A message of {Size} bytes in the mailbox of bounces cannot be read and was put aside")]
    private partial void PutAside(uint size);

    [LoggerMessage(3044, LogLevel.Error, "A message in the mailbox of bounces cannot be understood")]
    private partial void BadMessage(Exception exception);
}
