using Notify.Core.Notifications;
using Notify.Core.Receipts;
using Notify.Core.ReceivedTexts;

namespace Notify.Providers.Sms.HttpGateway;

/// <summary>Reads what a carrier calls us with, by its file.</summary>
public static class GatewayReceipts
{
    /// <summary>Items of one request; a carrier that sends more is asked to send less.</summary>
    public const int MostItems = 1000;

    /// <summary>Reads all that can be read: one strange item, such as that of a text sent from the carrier's own pages, must not cost the others.</summary>
    /// <returns>Null when nothing in the request is what the file describes, or it has more than <see cref="MostItems"/>.</returns>
    public static IReadOnlyList<DeliveryReceipt>? Read(GatewayDefinition definition, GatewayMessage message)
    {
        ArgumentNullException.ThrowIfNull(definition);
        var mapping = definition.Receipts ?? throw new ArgumentException("The file describes no receipts", nameof(definition));
        var receipts = new List<DeliveryReceipt>();
        foreach (var item in Items(mapping.Each, message))
        {
            if (receipts.Count == MostItems)
            {
                return null;
            }

            if (Read(definition.Name, mapping, item) is { } receipt)
            {
                receipts.Add(receipt);
            }
        }

        return receipts.Count > 0 ? receipts : null;
    }

    /// <inheritdoc cref="Read(GatewayDefinition, GatewayMessage)"/>
    public static IReadOnlyList<InboundText>? ReadInbound(GatewayDefinition definition, GatewayMessage message)
    {
        ArgumentNullException.ThrowIfNull(definition);
        var mapping = definition.Inbound ?? throw new ArgumentException("The file describes no inbound texts", nameof(definition));
        var texts = new List<InboundText>();
        foreach (var item in Items(mapping.Each, message))
        {
            if (texts.Count == MostItems)
            {
                return null;
            }

            if (mapping.From.Find(item) is not { } from || mapping.To.Find(item) is not { } to)
            {
                continue;
            }

            texts.Add(new InboundText
            {
                Provider = definition.Name,
                ProviderReference = mapping.Reference?.Find(item),
                From = from,
                To = to,
                Content = mapping.Text.Find(item) ?? "",
            });
        }

        return texts.Count > 0 ? texts : null;
    }

    private static IEnumerable<GatewayMessage> Items(GatewaySelector? each, GatewayMessage message) => each is null ? [message] : each.Each(message);

    private static DeliveryReceipt? Read(string provider, ReceiptMapping mapping, GatewayMessage item)
    {
        Guid? id = Guid.TryParse(mapping.Id?.Find(item), out var ours) ? ours : null;
        var reference = mapping.Reference?.Find(item);
        if (mapping.Status.Find(item) is not { } word || (id is null && string.IsNullOrEmpty(reference)))
        {
            return null;
        }

        // A word that the file does not know is on the time line and changes nothing.
        var isKnown = mapping.Statuses.TryGetValue(word, out var status);
        var (kind, reason) = (ReceiptKind.Status, mapping.Reason?.Find(item));
        var isFailure = status is NotificationStatus.PermanentFailure or NotificationStatus.TemporaryFailure or NotificationStatus.TechnicalFailure;
        var code = isFailure ? new ProviderCode(word, IsKnown: true) : isKnown ? null : ProviderCode.Unknown(word) ?? new ProviderCode(ProviderCode.Other, IsKnown: false);
        if (isFailure && reason is not null && mapping.Reasons.TryGetValue(reason, out var because))
        {
            (status, kind) = because;
            code = new ProviderCode(reason, IsKnown: true);
        }
        else if (isFailure && mapping.Reasons.Count > 0)
        {
            // The file knows codes of this carrier, and this one is not among them.
            code = ProviderCode.Unknown(reason) ?? code;
        }

        return new DeliveryReceipt
        {
            Provider = provider,
            NotificationId = id,
            ProviderReference = reference,
            Status = status,
            Kind = kind,
            Code = code,
            Reason = string.IsNullOrEmpty(reason) ? word : $"{word}: {reason}",
        };
    }
}
