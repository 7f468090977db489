using Notify.Core;
using Notify.Core.Nations;
using Notify.Core.Notifications;
using Notify.Core.Receipts;
using Notify.Core.Suppressions;
using Npgsql;
using NpgsqlTypes;

namespace Notify.Data.Receipts;

/// <summary>Applies what providers tell afterwards, many receipts in one statement.</summary>
/// <remarks>The provider's clock orders nothing: what came first counts, as far as <see cref="NotificationStatusRules"/> lets it.</remarks>
public sealed class ReceiptStore(NpgsqlDataSource database, HotDatabase hot, SuppressionRules suppression, InternationalRates rates, TimeProvider time)
{
    /// <summary>How long a receipt with an unknown reference is tried again.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>Different receipts of one notification on its time line; more still move its status and are then left out.</summary>
    private const int MostEvents = 50;

    private const int MaxReasonLength = 1000;
    private const int MaxReferenceLength = 200;

    private readonly string[] _silent = [.. rates.WithoutReceipts.Select(prefix => '+' + prefix)];
    private readonly string[] _heard = [.. rates.WithReceiptsWithin.Select(prefix => '+' + prefix)];

    private static readonly string[] MovesFrom = [.. NotificationStatusRules.ReceiptMoves.Select(move => move.From.Wire())];
    private static readonly string[] MovesTo = [.. NotificationStatusRules.ReceiptMoves.Select(move => move.To.Wire())];
    private static readonly string[] MovesWhen = [.. NotificationStatusRules.ReceiptMoves.Select(move => Word(move.Condition))];

    /// <summary>Finds the notifications of receipts that carry only the provider's own id.</summary>
    /// <returns>In the order of the receipts; null where nobody knows the reference, or it is longer than references are.</returns>
    public async Task<IReadOnlyList<Guid?>> FindAsync(IReadOnlyList<DeliveryReceipt> receipts, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(receipts);
        var found = new Guid?[receipts.Count];
        foreach (var (ordinal, id) in await database.Command("Receipts.find_by_reference")
            .With("providers", receipts.Select(receipt => receipt.Provider).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Text)
            .With("references", receipts.Select(receipt => StoredWords.Cut(receipt.ProviderReference, MaxReferenceLength) ?? "").ToArray())
            .ListAsync(row => (row.Get<int>("ordinal"), row.Get<Guid>("id")), cancellationToken))
        {
            found[ordinal - 1] = id;
        }

        return found;
    }

    /// <summary>Applies receipts and puts them on the time lines, those of notifications of one day in one transaction.</summary>
    /// <param name="receipts">With their ids known, and no two of one notification.</param>
    /// <returns>In the order of the receipts: moved, noted, repeated or unknown.</returns>
    /// <exception cref="ArgumentException">A receipt has no id, or reports a status that is ours alone to set.</exception>
    public async Task<IReadOnlyList<AppliedReceipt>> ApplyAsync(IReadOnlyList<DeliveryReceipt> receipts, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(receipts);
        foreach (var receipt in receipts)
        {
            Check(receipt);
        }

        var applied = new AppliedReceipt[receipts.Count];
        Array.Fill(applied, new AppliedReceipt(ReceiptVerdict.Unknown));
        var now = time.GetUtcNow();
        foreach (var ofDay in Enumerable.Range(0, receipts.Count).GroupBy(i => Partitions.DayOf(receipts[i].NotificationId!.Value, now)))
        {
            int[] places = [.. ofDay];
            if (ofDay.Key is { } day
                && await Partitions.UnlessGoneAsync(database, day, () => ApplyAsync(day, [.. places.Select(i => receipts[i])], cancellationToken), cancellationToken) is { } told)
            {
                foreach (var (ordinal, receipt) in told)
                {
                    applied[places[ordinal - 1]] = receipt;
                }
            }
        }

        return applied;
    }

    /// <summary>Keeps receipts whose reference nobody knows, to be tried again.</summary>
    public Task KeepAsync(IReadOnlyList<DeliveryReceipt> receipts, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(receipts);
        return database.Command("Receipts.keep_unmatched")
            .With("ids", receipts.Select(_ => Ids.New(time)).ToArray())
            .With("providers", receipts.Select(receipt => receipt.Provider).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Text)
            .With("references", receipts.Select(receipt => StoredWords.Cut(receipt.ProviderReference, MaxReferenceLength) ?? "").ToArray())
            .With("statuses", receipts.Select(receipt => receipt.Status?.Wire()).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Text)
            .With("kinds", receipts.Select(receipt => receipt.Kind.ToString()).ToArray())
            .With("reasons", receipts.Select(receipt => StoredWords.Cut(receipt.Reason, MaxReasonLength)).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Text)
            .With("times", receipts.Select(receipt => receipt.At?.UtcDateTime).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.TimestampTz)
            .RunAsync(cancellationToken);
    }

    /// <param name="after">Id of the last one read; all zeros to begin with.</param>
    /// <returns>Kept receipts in the order in which they came.</returns>
    public Task<List<(Guid Id, DeliveryReceipt Receipt)>> ListKeptAsync(Guid after, int batchSize, CancellationToken cancellationToken) =>
        database.Command("Receipts.list_unmatched")
            .With("after", after)
            .With("batch_size", batchSize)
            .ListAsync(row => (row.Get<Guid>("id"), Read(row)), cancellationToken);

    /// <summary>Forgets kept receipts that have found their notification.</summary>
    public Task ForgetKeptAsync(IReadOnlyList<Guid> ids, CancellationToken cancellationToken) =>
        database.Command("Receipts.delete_unmatched").With("ids", ids.ToArray()).RunAsync(cancellationToken);

    /// <summary>Drops kept receipts that have waited for <see cref="Patience"/>.</summary>
    /// <returns>How many.</returns>
    public Task<int> DropKeptAsync(CancellationToken cancellationToken) =>
        database.Command("Receipts.drop_unmatched").With("patience", Patience).RunAsync(cancellationToken);

    /// <summary>Lists what a provider took over an hour ago and has not reported the end of.</summary>
    /// <param name="after">Id of the last one read; all zeros to begin with.</param>
    public Task<List<(Guid Id, string Reference)>> ListOverdueAsync(string provider, Guid after, int batchSize, CancellationToken cancellationToken) =>
        database.Command("Receipts.overdue")
            .With("provider", provider)
            .With("after", after)
            .With("batch_size", batchSize)
            .ListAsync(row => (row.Get<Guid>("id"), row.Get<string>("provider_reference")), cancellationToken);

    /// <returns>The id that the present round of asking a provider of texts has come to; all zeros where the next one begins.</returns>
    public async Task<Guid> AskedUpToAsync(string provider, CancellationToken cancellationToken) =>
        (await database.Command("Receipts.asked_up_to").With("provider", provider).ListAsync(row => row.GetOrNull<Guid?>("asked_up_to"), cancellationToken))
            .FirstOrDefault() ?? Guid.Empty;

    /// <param name="id">Null when the round is over.</param>
    public Task SetAskedUpToAsync(string provider, Guid? id, CancellationToken cancellationToken) =>
        database.Command("Receipts.set_asked_up_to").With("provider", provider).With("id", id, NpgsqlDbType.Uuid).RunAsync(cancellationToken);

    private Task<List<(int Ordinal, AppliedReceipt Receipt)>> ApplyAsync(string day, DeliveryReceipt[] receipts, CancellationToken cancellationToken) =>
        hot.Source.CreateCommand(Sql.TextOfDay("Receipts.apply_receipts", day))
            .With("ids", receipts.Select(receipt => receipt.NotificationId!.Value).ToArray())
            .With("closing", receipts.Where(receipt => receipt.Status is { } status && NotificationStatusRules.IsFinal(status)).Select(receipt => receipt.NotificationId!.Value).ToArray())
            .With("providers", receipts.Select(receipt => receipt.Provider).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Text)
            .With("references", receipts.Select(receipt => StoredWords.Cut(receipt.ProviderReference, MaxReferenceLength)).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Text)
            .With("statuses", receipts.Select(receipt => receipt.Status?.Wire()).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Text)
            .With("reasons", receipts.Select(receipt => StoredWords.Cut(receipt.Reason, MaxReasonLength)).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Text)
            .With("event_ids", receipts.Select(_ => Ids.New(time)).ToArray())
            .With("suppressing", receipts.Select(receipt => SuppressionRules.ReasonOf(receipt.Kind)?.Wire()).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Text)
            .With("lifetimes", receipts.Select(receipt => SuppressionRules.ReasonOf(receipt.Kind) is { } reason ? suppression.LifetimeOf(reason) : null).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Interval)
            .With("provider_times", receipts.Select(receipt => receipt.At?.UtcDateTime).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.TimestampTz)
            .With("platform_for", suppression.ComplaintPlatform, NpgsqlDbType.Interval)
            .With("window", NotificationStatusRules.CorrectionWindow)
            .With("most_events", MostEvents)
            .With("silent", _silent)
            .With("heard", _heard)
            .With("moves_from", MovesFrom)
            .With("moves_to", MovesTo)
            .With("moves_when", MovesWhen)
            .ListAsync(row => (row.Get<int>("ordinal"), new AppliedReceipt(Verdict(row.Get<string>("verdict")), ReadDelivery(row))), cancellationToken);

    private static Delivery? ReadDelivery(NpgsqlDataReader row) => row.GetOrNull<string>("delivered_in") is { } lane
        ? new Delivery(ChannelNames.Parse(row.Get<string>("channel")), LaneNames.Parse(lane), row.Get<TimeSpan>("delivered_after"))
        : null;

    private static ReceiptVerdict Verdict(string word) => word switch
    {
        "moved" => ReceiptVerdict.Moved,
        "noted" => ReceiptVerdict.Noted,
        "repeated" => ReceiptVerdict.Repeated,
        _ => ReceiptVerdict.Unknown,
    };

    private static DeliveryReceipt Read(NpgsqlDataReader row) => new()
    {
        Provider = row.Get<string>("provider"),
        ProviderReference = row.Get<string>("provider_reference"),
        Status = row.GetOrNull<string>("status") is { } status ? NotificationStatusNames.Parse(status) : null,
        Kind = Enum.Parse<ReceiptKind>(row.Get<string>("kind")),
        Reason = row.GetOrNull<string>("reason"),
        At = row.TimeOrNull("provider_time"),
    };

    private static void Check(DeliveryReceipt receipt)
    {
        if (receipt.NotificationId is null)
        {
            throw new ArgumentException("A receipt to apply has the id of its notification", nameof(receipt));
        }

        if (receipt.Status is { } status && !NotificationStatusRules.IsReportable(status))
        {
            throw new ArgumentException($"A receipt cannot report {status}", nameof(receipt));
        }
    }

    private static string Word(ReceiptCondition condition) => condition switch
    {
        ReceiptCondition.Always => "always",
        ReceiptCondition.Corrects => "corrects",
        ReceiptCondition.CorrectsAssumption => "corrects-assumption",
        _ => throw new ArgumentOutOfRangeException(nameof(condition)),
    };
}
