using Notify.Core;
using Notify.Core.Nations;
using Notify.Core.ReceivedTexts;
using Notify.Core.Recipients;
using Notify.Data.ReceivedTexts;

namespace Notify.Server.Receipts;

/// <summary>Takes texts from people: finds the service that owns the number, recognises words of opting out, stores what was written.</summary>
public sealed partial class InboundTexts(
    ReceivedTextStore texts, NationPack nation, ReceiptMetrics metrics, TimeProvider time, ILogger<InboundTexts> logger)
{
    /// <summary>What is kept of one text; carriers join at most some ten parts.</summary>
    private const int MaxLength = 4000;

    /// <summary>Returns after commit. A text to a number that nobody has, or to a service that gets none, is counted and dropped: a provider's
    /// repeat would not help. What it says about opting out counts for such a service all the same; for a number that nobody has, nobody is known for whom.</summary>
    /// <exception cref="Npgsql.NpgsqlException">The database is away: nothing is stored, and the provider should come again.</exception>
    public async Task TakeAsync(InboundText inbound, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(inbound);
        string[] spellings = [inbound.To.Trim(), .. InboundNumber.Normalise(inbound.To, nation.PhoneRules) is { } normal ? [normal] : Array.Empty<string>()];
        if (await texts.FindOwnerAsync(spellings, cancellationToken) is not { } owner)
        {
            metrics.Inbound(inbound.Provider, "unknown-number");
            UnknownNumber(inbound.Provider);
            return;
        }

        var text = new ReceivedText
        {
            Id = Ids.New(time),
            ServiceId = owner.ServiceId,
            NotifyNumber = owner.Number,
            UserNumber = Storable(RecipientFormat.Format(inbound.From, nation.PhoneRules)),
            Content = Storable(inbound.Content),
            CreatedAt = time.GetUtcNow(),
            Provider = inbound.Provider,
            ProviderReference = inbound.ProviderReference,
            ProviderTime = inbound.At,
            OptOut = inbound.OptOut ?? nation.OptOutWords.Recognise(inbound.Content),
        };
        if (!owner.Receives)
        {
            // Who asks not to be written to is heard even where nobody reads what people write.
            if (text.OptOut is not null)
            {
                await texts.HeedAsync(text, CancellationToken.None);
            }

            metrics.Inbound(inbound.Provider, "not-received");
            NotReceived(text.ServiceId, inbound.Provider, text.OptOut);
            return;
        }

        var isNew = await texts.AddAsync(text, CancellationToken.None);
        metrics.Inbound(inbound.Provider, isNew ? "stored" : "repeated");
        if (isNew)
        {
            Received(text.Id, text.ServiceId, inbound.Provider, text.OptOut);
        }
    }

    private static string Storable(string text) => (text.Length > MaxLength ? text[..MaxLength] : text).Replace('\0', ' ');

    [LoggerMessage(3010, LogLevel.Information, "Text {ReceivedTextId} to service {ServiceId} came through {Provider}; it asks for: {OptOut}")]
    private partial void Received(Guid receivedTextId, Guid serviceId, string provider, OptOutWord? optOut);

    [LoggerMessage(3012, LogLevel.Warning, "A text to service {ServiceId} came through {Provider} and is not kept: the service may not receive texts; it asks for: {OptOut}")]
    private partial void NotReceived(Guid serviceId, string provider, OptOutWord? optOut);

    [LoggerMessage(3011, LogLevel.Warning, "A text through {Provider} was to a number that no service has")]
    private partial void UnknownNumber(string provider);
}
