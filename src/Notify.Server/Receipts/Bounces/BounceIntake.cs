using Notify.Data.Receipts;
using Notify.Providers.Email.Bounces;

namespace Notify.Server.Receipts.Bounces;

/// <summary>Takes one message to the bounce address, from wherever it comes, and applies what it tells.</summary>
public sealed partial class BounceIntake(BounceReader reader, ReceiptIntake receipts, BounceMetrics metrics, ILogger<BounceIntake> logger)
{
    /// <summary>Returns after commit; the same message again does no harm.</summary>
    /// <param name="message">At most <see cref="BounceReader.MaxBytes"/> are read by the callers.</param>
    /// <param name="envelopeRecipient">Whom the mail server delivered it to, where it is known.</param>
    /// <exception cref="Npgsql.NpgsqlException">The database is away: the message must come again.</exception>
    /// <exception cref="TimeoutException">Too many receipts wait: the message must come again.</exception>
    public async Task<BounceKind> TakeAsync(Stream message, string? envelopeRecipient, CancellationToken cancellationToken)
    {
        var report = await reader.ReadAsync(message, envelopeRecipient, cancellationToken);
        var kind = report.Kind;
        if (report.Receipts.Count > 0)
        {
            var verdicts = await receipts.TakeAsync(report.Receipts, cancellationToken);
            if (verdicts.Contains(ReceiptVerdict.Busy))
            {
                throw new TimeoutException("Too many receipts wait to be stored");
            }

            // A proof of ours for a notification that is gone, or a Message-ID that only looks like one of ours.
            kind = verdicts.All(verdict => verdict == ReceiptVerdict.Unknown) ? BounceKind.Unmatched : kind;
        }

        metrics.Read(kind);
        if (kind == BounceKind.Forged)
        {
            Forged();
        }

        return kind;
    }

    [LoggerMessage(3040, LogLevel.Warning, "A bounce names a notification with a proof that is not ours: it changes nothing")]
    private partial void Forged();
}
