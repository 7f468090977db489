using Notify.Core.Suppressions;
using Npgsql;

namespace Notify.Data.Suppressions;

/// <summary>The watch over services' hard bounces.</summary>
public sealed class BounceStore(NpgsqlDataSource database)
{
    /// <param name="firstId">Lower bound of ids: 24 hours ago.</param>
    /// <param name="least">Hard bounces below which a service cannot be past a threshold and is not counted.</param>
    /// <returns>Services to judge, with the level they had.</returns>
    public Task<List<(Guid ServiceId, BounceRate Rate, BounceLevel Before)>> CountAsync(Guid firstId, int least, CancellationToken cancellationToken) =>
        database.Command("Suppressions.watch_bounces")
            .With("first_id", firstId)
            .With("least", least)
            .ListAsync(
                row => (row.Get<Guid>("service_id"), new BounceRate(row.Get<long>("sent"), row.Get<long>("bounced")), Parse(row.Get<string>("level"))),
                cancellationToken);

    /// <summary>Stores how a service stands; a change of level leaves a notice with these words.</summary>
    public Task SetAsync(Guid serviceId, BounceLevel level, BounceRate rate, string words, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rate);
        return database.Command("Suppressions.set_level")
            .With("service_id", serviceId)
            .With("level", Wire(level))
            .With("sent", rate.Sent)
            .With("bounced", rate.Bounced)
            .With("words", words)
            .RunAsync(cancellationToken);
    }

    /// <returns>Services that do not stand well, by name, with the time since when.</returns>
    public Task<List<(Guid ServiceId, string Name, BounceLevel Level, DateTimeOffset Since, BounceRate Rate)>> ListAsync(CancellationToken cancellationToken) =>
        database.Command("Suppressions.list_levels").ListAsync(
            row => (row.Get<Guid>("service_id"), row.Get<string>("name"), Parse(row.Get<string>("level")), row.Time("since"), new BounceRate(row.Get<long>("sent"), row.Get<long>("bounced"))),
            cancellationToken);

    private static string Wire(BounceLevel level) => level switch
    {
        BounceLevel.Good => "good",
        BounceLevel.Warning => "warning",
        BounceLevel.Critical => "critical",
        _ => throw new ArgumentOutOfRangeException(nameof(level)),
    };

    private static BounceLevel Parse(string word) => word switch
    {
        "good" => BounceLevel.Good,
        "warning" => BounceLevel.Warning,
        "critical" => BounceLevel.Critical,
        _ => throw new FormatException($"'{word}' is no level of bounces"),
    };
}
