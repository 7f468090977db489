using System.Text.Json;
using Notify.Core.Money;
using Notify.Core.Nations;
using Notify.Core.Secrets;
using Notify.Core.Suppressions;
using Notify.Data;
using Notify.Data.Notifications;
using Notify.Data.Rates;
using Notify.Data.ReceivedTexts;
using Notify.Data.Services;
using Notify.Data.Templates;
using Npgsql;

namespace Notify.Conformance.Api;

/// <summary>Brings an empty, migrated database to the state that recorded requests to the API expect, through the product's own stores.</summary>
public sealed class ApiSeed
{
    private readonly RateStore _rates;
    private readonly TeamStore _team;
    private readonly SeededServices _services;
    private readonly SeededHistory _history;
    private readonly NpgsqlDataSource _database;
    private readonly Dictionary<string, string> _symbols = new(StringComparer.Ordinal);

    public ApiSeed(NpgsqlDataSource database, KeyRing keyRing, NationPack nation)
    {
        _database = database;
        _rates = new RateStore(database);
        _team = new TeamStore(database);
        _services = new SeededServices(
            database, new ServiceStore(database), new ApiKeyStore(database, keyRing), new SenderStore(database), _team, new TemplateStore(database), _symbols);
        _history = new SeededHistory(
            new NotificationStore(database, keyRing), new ReceivedTextStore(database, keyRing, new SuppressionRules()), nation, _symbols, _services.KeyIds);
    }

    /// <param name="seed">The declared state.</param>
    /// <param name="now">What the ages in it count back from.</param>
    /// <returns>What each symbol stands for: an id, or the whole text of an API key.</returns>
    public async Task<IReadOnlyDictionary<string, string>> RunAsync(JsonElement seed, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var oldest = now - TimeSpan.FromMinutes(OldestMinutes(seed));
        await Partitions.MakeAsync(_database, DateOnly.FromDateTime(oldest.UtcDateTime), DateOnly.FromDateTime(now.UtcDateTime), cancellationToken);
        await RatesAsync(seed.GetProperty("settings"), cancellationToken);
        foreach (var user in seed.GetProperty("users").EnumerateArray())
        {
            var id = await _team.EnsurePersonAsync(user.Text("name"), user.Text("email_address"), user.OptionalText("mobile_number"), cancellationToken);
            _symbols[user.Text("symbol")] = id.ToString();
        }

        foreach (var service in seed.GetProperty("services").EnumerateArray())
        {
            var id = await _services.CreateAsync(service, now, cancellationToken);
            await _history.CreateAsync(id, service, now, cancellationToken);
        }

        return _symbols;
    }

    /// <summary>Rates hold since before the oldest message.</summary>
    private async Task RatesAsync(JsonElement settings, CancellationToken cancellationToken)
    {
        await _rates.SetAsync(new Rate(RateKinds.Sms, DateTimeOffset.UnixEpoch, settings.GetProperty("sms_rate_in_pounds").GetDecimal()), cancellationToken);
        foreach (var postage in settings.GetProperty("letter_rates_in_pounds").EnumerateObject())
        {
            foreach (var price in postage.Value.EnumerateObject())
            {
                var sheets = int.Parse(price.Name.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);
                await _rates.SetAsync(
                    new Rate(RateKinds.Letter(postage.Name, sheets), DateTimeOffset.UnixEpoch, price.Value.GetDecimal()), cancellationToken);
            }
        }
    }

    private static double OldestMinutes(JsonElement seed) => seed.GetProperty("services").EnumerateArray()
        .SelectMany(service => service.Items("notifications"))
        .Select(notification => notification.GetProperty("created_minutes_ago").GetDouble())
        .Append(0)
        .Max();
}
