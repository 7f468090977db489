using System.Text.Json;
using Notify.Core;
using Notify.Core.Nations;
using Notify.Core.Notifications;
using Notify.Core.ReceivedTexts;
using Notify.Core.Recipients;
using Notify.Core.Services;
using Notify.Core.Templates;
using Notify.Data.Notifications;
using Notify.Data.ReceivedTexts;

namespace Notify.Conformance.Api;

/// <summary>Notifications of a seed in the states they were left in, and the texts that came in.</summary>
internal sealed class SeededHistory(
    NotificationStore notifications, ReceivedTextStore receivedTexts, NationPack nation, Dictionary<string, string> symbols,
    IReadOnlyDictionary<string, Guid> keyIds)
{
    public async Task CreateAsync(Guid serviceId, JsonElement service, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var keys = service.Items("api_keys").ToDictionary(key => key.Text("symbol"), key => KeyTypeNames.Parse(key.Text("type")));
        var templates = service.Items("templates").ToDictionary(template => template.Text("symbol"));
        var job = Ids.NewRandom();
        foreach (var seeded in service.Items("notifications"))
        {
            var key = seeded.Text("key");
            var notification = Read(serviceId, seeded, templates[seeded.Text("template")], now) with
            {
                KeyType = keys[key],
                JobId = seeded.Flag("job") ? job : null,
            };
            await notifications.ImportAsync(notification, seeded.Flag("job") ? null : keyIds[key], cancellationToken);
            symbols[seeded.Text("symbol")] = notification.Id.ToString();
        }

        if (service.OptionalText("inbound_number") is { } number)
        {
            await receivedTexts.AssignNumberAsync(serviceId, number, cancellationToken);
            await TextsAsync(serviceId, service, number, now, cancellationToken);
        }
    }

    private async Task TextsAsync(Guid serviceId, JsonElement service, string number, DateTimeOffset now, CancellationToken cancellationToken)
    {
        foreach (var seeded in service.Items("received_text_messages"))
        {
            var at = now.AddMinutes(-seeded.GetProperty("minutes_ago").GetDouble());
            var text = new ReceivedText
            {
                Id = Ids.At(at),
                ServiceId = serviceId,
                NotifyNumber = number,
                UserNumber = seeded.Text("user_number"),
                Content = seeded.Text("content"),
                CreatedAt = at,
            };
            await receivedTexts.AddAsync(text, cancellationToken);
            symbols[seeded.Text("symbol")] = text.Id.ToString();
        }
    }

    private Notification Read(Guid serviceId, JsonElement seeded, JsonElement template, DateTimeOffset now)
    {
        var created = now.AddMinutes(-seeded.GetProperty("created_minutes_ago").GetDouble());
        var channel = ChannelNames.Parse(template.Text("type"));
        var to = seeded.Text("to");
        return new Notification
        {
            Id = Ids.At(created),
            ServiceId = serviceId,
            Channel = channel,
            Status = NotificationStatusNames.Parse(seeded.Text("status")),
            KeyType = KeyType.Normal,
            TemplateId = Guid.Parse(symbols[seeded.Text("template")]),
            TemplateVersion = seeded.Number("version") ?? 1,
            Recipient = Normalised(channel, to),
            RecipientAsSent = to,
            Personalisation = Personalisation.FromJson(seeded.GetProperty("personalisation")).ToJson(),
            Reference = seeded.OptionalText("reference"),
            Sender = "",
            International = seeded.Flag("international"),
            Fragments = channel == Channel.Email ? null : (short?)seeded.Number("billable_units"),
            RateMultiplier = (short)(seeded.Number("rate_multiplier") ?? 1),
            UnsubscribeUrl = seeded.OptionalText("unsubscribe_link"),
            HasUnsubscribeLink = template.Flag("has_unsubscribe_link"),
            Postage = seeded.OptionalText("postage"),
            CreatedAt = created,
            SentAt = seeded.Flag("sent") ? created.AddSeconds(2) : null,
            UpdatedAt = seeded.Flag("updated") ? created.AddSeconds(5) : null,
        };
    }

    /// <summary>A recipient that could not have been written to (a row of a list that failed its checks) is kept as typed.</summary>
    private string Normalised(Channel channel, string to) => channel switch
    {
        Channel.Email when EmailAddress.TryParse(to, out var address, out _) => address.Normalised,
        Channel.Sms when PhoneNumber.TryParse(to, nation.PhoneRules, out var number, out _) => number.E164,
        _ => to,
    };
}
