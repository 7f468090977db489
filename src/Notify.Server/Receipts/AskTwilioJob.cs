using Hangfire;
using Microsoft.Extensions.Options;
using Notify.Core.Receipts;
using Notify.Data.Receipts;
using Notify.Providers.Sms.Twilio;

namespace Notify.Server.Receipts;

/// <summary>Asks Twilio about texts that it took over an hour ago and has not reported the end of: callbacks get lost. Safe to run twice, anywhere.</summary>
public sealed partial class AskTwilioJob(
    ReceiptStore store, ReceiptIntake intake, TwilioSmsProvider twilio, IOptions<TwilioOptions> options, ILogger<AskTwilioJob> logger)
{
    private const int BatchSize = 200;

    /// <summary>Asked in one run; the rest waits for the next one.</summary>
    private const int MostAsked = 2000;

    private const int InFlight = 8;

    [DisableConcurrentExecution(60)]
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (!options.Value.IsSetUp)
        {
            return;
        }

        var (last, asked, answered) = (Guid.Empty, 0, 0);
        List<(Guid Id, string Reference)> overdue;
        do
        {
            overdue = await store.ListOverdueAsync(TwilioSmsProvider.ProviderName, last, BatchSize, cancellationToken);
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
        }
        while (overdue.Count == BatchSize && asked < MostAsked);

        if (asked > 0)
        {
            Asked(asked, answered);
        }
    }

    [LoggerMessage(3021, LogLevel.Information, "Asked Twilio about {Asked} texts without a receipt: {Answered} had ended")]
    private partial void Asked(int asked, int answered);
}
