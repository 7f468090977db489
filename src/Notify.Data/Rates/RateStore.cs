using Notify.Core.Money;
using Npgsql;

namespace Notify.Data.Rates;

/// <summary>What fragments and letters cost, and since when. Empty: the nation pack's rate holds.</summary>
public sealed class RateStore(NpgsqlDataSource database)
{
    public async Task<RateTable> ReadAsync(CancellationToken cancellationToken) =>
        new(await database.Command("Rates.list").ListAsync(
            row => new Rate(row.Get<string>("kind"), row.Time("valid_from"), row.Get<decimal>("amount")), cancellationToken));

    /// <summary>Adds a rate, or mends one of the same kind and moment.</summary>
    public Task SetAsync(Rate rate, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rate);
        return database.Command("Rates.set")
            .With("kind", rate.Kind)
            .With("valid_from", rate.ValidFrom.UtcDateTime)
            .With("amount", rate.Amount)
            .RunAsync(cancellationToken);
    }
}
