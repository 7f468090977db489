using System.Text.Json;
using Notify.Core;
using Notify.Core.Services;
using Notify.Core.Templates;
using Notify.Data.Services;
using Notify.Data.Templates;
using Npgsql;

namespace Notify.Conformance.Api;

/// <summary>Services of a seed with their settings, keys, people, senders and templates.</summary>
internal sealed class SeededServices(
    NpgsqlDataSource database,
    ServiceStore services,
    ApiKeyStore keys,
    SenderStore senders,
    TeamStore team,
    TemplateStore templates,
    Dictionary<string, string> symbols)
{
    /// <summary>Ids of keys by symbol; the symbol itself stands for the key's whole text.</summary>
    public Dictionary<string, Guid> KeyIds { get; } = new(StringComparer.Ordinal);

    /// <returns>The new service's id.</returns>
    public async Task<Guid> CreateAsync(JsonElement seed, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var limits = seed.GetProperty("daily_limits");
        var service = new Service
        {
            Id = Ids.NewRandom(),
            Name = seed.Text("name"),
            Active = seed.Flag("active"),
            TrialMode = seed.Flag("trial_mode"),
            Permissions = seed.List("permissions").Select(Permission).ToHashSet(),
            Limits = new ServiceLimits
            {
                RatePerMinute = seed.Number("rate_limit_per_minute") ?? 0,
                DailyEmail = limits.Number("email") ?? 0,
                DailySms = limits.Number("sms") ?? 0,
                DailyInternationalSms = limits.Number("international_sms") ?? 0,
                DailyLetter = limits.Number("letter") ?? 0,
            },
            PrefixSms = seed.Flag("prefix_sms_with_service_name"),
            ContactLink = seed.OptionalText("files_by_email_contact_link"),
        };
        if (!await services.CreateAsync(service, cancellationToken))
        {
            throw new InvalidOperationException($"There is a service '{service.Name}' already: the database must be empty");
        }

        Know(seed, service.Id);
        await PeopleAsync(service.Id, seed, cancellationToken);
        await SendersAsync(service.Id, seed, cancellationToken);
        await KeysAsync(service.Id, seed, now, cancellationToken);
        await TemplatesAsync(service.Id, seed, cancellationToken);
        return service.Id;
    }

    private static ServicePermission Permission(string word) => ServicePermissions.Parse(word == "sms_to_uk_landlines" ? "sms_to_landlines" : word);

    private async Task PeopleAsync(Guid serviceId, JsonElement seed, CancellationToken cancellationToken)
    {
        foreach (var user in seed.List("users"))
        {
            await team.AddMemberAsync(serviceId, Guid.Parse(symbols[user]), cancellationToken);
        }

        if (seed.TryGetProperty("guest_list", out var guests))
        {
            await team.SetGuestListAsync(serviceId, [.. guests.List("email_addresses"), .. guests.List("phone_numbers")], cancellationToken);
        }
    }

    private async Task SendersAsync(Guid serviceId, JsonElement seed, CancellationToken cancellationToken)
    {
        foreach (var replyTo in seed.Items("email_reply_to"))
        {
            var id = await senders.AddReplyToAsync(serviceId, replyTo.Text("email_address"), replyTo.Flag("default"), cancellationToken);
            Know(replyTo, id!.Value);
            if (replyTo.Flag("archived"))
            {
                await senders.ArchiveReplyToAsync(serviceId, id.Value, cancellationToken);
            }
        }

        foreach (var sender in seed.Items("sms_senders"))
        {
            var id = await senders.AddTextSenderAsync(serviceId, sender.Text("sms_sender"), sender.Flag("default"), cancellationToken);
            Know(sender, id!.Value);
            if (sender.Flag("archived"))
            {
                await senders.ArchiveTextSenderAsync(serviceId, id.Value, cancellationToken);
            }
        }
    }

    private async Task KeysAsync(Guid serviceId, JsonElement seed, DateTimeOffset now, CancellationToken cancellationToken)
    {
        foreach (var key in seed.Items("api_keys"))
        {
            var name = key.Text("symbol");
            var created = await keys.CreateAsync(serviceId, name, KeyTypeNames.Parse(key.Text("type")), cancellationToken);
            symbols[name] = created!.Value.Key.Reveal();
            KeyIds[name] = created.Value.Id;
            if (key.Flag("revoked"))
            {
                await keys.RevokeAsync(serviceId, name, cancellationToken);
                await RevokedAsync(serviceId, created.Value.Id, now.AddDays(-(key.Number("revoked_days_ago") ?? 0)), cancellationToken);
            }
        }
    }

    /// <summary>The store revokes now, and no later than now.</summary>
    private async Task RevokedAsync(Guid serviceId, Guid keyId, DateTimeOffset at, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("update api_keys set revoked_at = least(revoked_at, $3) where service_id = $1 and id = $2");
        command.Parameters.Add(new() { Value = serviceId });
        command.Parameters.Add(new() { Value = keyId });
        command.Parameters.Add(new() { Value = at.UtcDateTime });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task TemplatesAsync(Guid serviceId, JsonElement seed, CancellationToken cancellationToken)
    {
        // The first of the team made all templates.
        var author = seed.List("users").Select(user => (Guid?)Guid.Parse(symbols[user])).FirstOrDefault();
        var contacts = seed.Items("letter_contacts").ToDictionary(contact => contact.Text("symbol"), contact => contact.Text("contact_block"));
        foreach (var contact in seed.Items("letter_contacts"))
        {
            Know(contact, Ids.NewRandom());
        }

        foreach (var seeded in seed.Items("templates"))
        {
            var versions = seeded.Items("versions").ToList();
            var template = new StoredTemplate
            {
                Id = Ids.NewRandom(),
                ServiceId = serviceId,
                Type = seeded.Text("type"),
                Name = seeded.Text("name"),
                Version = 1,
                Subject = versions[0].OptionalText("subject"),
                Body = versions[0].Text("content"),
                HasUnsubscribeLink = seeded.Flag("has_unsubscribe_link"),
                IsHidden = seeded.Flag("hidden"),
                Postage = seeded.OptionalText("postage"),
                LetterContact = seeded.OptionalText("letter_contact") is { } contact ? contacts[contact] : null,
            };
            await templates.CreateAsync(template, author, cancellationToken);
            foreach (var (number, version) in versions.Index().Skip(1))
            {
                var next = template with { Version = number, Subject = version.OptionalText("subject"), Body = version.Text("content") };
                await templates.AddVersionAsync(next, author, cancellationToken);
            }

            if (seeded.Flag("archived"))
            {
                await templates.ArchiveAsync(serviceId, template.Id, author, cancellationToken);
            }

            Know(seeded, template.Id);
        }
    }

    private void Know(JsonElement seed, Guid id) => symbols[seed.Text("symbol")] = id.ToString();
}
