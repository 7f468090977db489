using Hangfire;
using Microsoft.Extensions.Options;
using Notify.Core.Receipts;
using Notify.Data.Receipts;
using Notify.Providers.Sms.Twilio;

namespace Notify.Server.Receipts;

/// <summary>Asks Twilio about texts that it took over an hour ago and has not reported the end of: callbacks get lost. Each run goes on where the
/// last one stopped, so that all have their turn. Safe to run twice, anywhere.</summary>
public sealed partial class AskTwilioJob(
    ReceiptStore store, ReceiptIntake intake, TwilioSmsProvider twilio, IOptions<TwilioOptions> options, ILogger<AskTwilioJob> logger)
{
    private const int BatchSize = 200;

    /// <summary>Asked in one run; the next one asks about those after them.</summary>
    private const int MostAsked = 2000;

    private const int InFlight = 8;

    [DisableConcurrentExecution(60)]
    public Task RunAsync(CancellationToken cancellationToken) => RunAsync(BatchSize, MostAsked, cancellationToken);

    internal async Task RunAsync(int batchSize, int mostAsked, CancellationToken cancellationToken)
    {
        if (!options.Value.IsSetUp)
        {
            return;
        }

        var (asked, answered) = (0, 0);
        var last = await store.AskedUpToAsync(TwilioSmsProvider.ProviderName, cancellationToken);
        List<(Guid Id, string Reference)> overdue;
        do
        {
            overdue = await store.ListOverdueAsync(TwilioSmsProvider.ProviderName, last, batchSize, cancellationToken);
            var receipts = new List<DeliveryReceipt>(overdue.Count);
            await Parallel.ForEachAsync(
                overdue,
                new ParallelOptions { MaxDegreeOfParallelism = InFlight, CancellationToken = cancellationToken },
                async (text, stop) =>
                {
                    if (await twilio.AskAsync(text.Id, text.Reference, stop) is { Status: not null } receipt)
                    {
                        lock (receipts)
                        {
                            receipts.Add(receipt);
                        }
                    }
                });
            await intake.TakeAsync(receipts, cancellationToken);
            (asked, answered) = (asked + overdue.Count, answered + receipts.Count);
            last = overdue.Count > 0 ? overdue[^1].Id : last;
            await store.SetAskedUpToAsync(TwilioSmsProvider.ProviderName, overdue.Count == batchSize ? last : null, cancellationToken);
        }
        while (overdue.Count == batchSize && asked < mostAsked);

        if (asked > 0)
        {
            Asked(asked, answered);
        }
    }

    [LoggerMessage(3021, LogLevel.Information, "Asked Twilio about {Asked} texts without a receipt: {Answered} had ended")]
    private partial void Asked(int asked, int answered);
}
