using System.Text;
using Notify.Core.ReceivedTexts;
using Notify.Core.Secrets;
using Notify.Core.Suppressions;
using Npgsql;
using NpgsqlTypes;

namespace Notify.Data.ReceivedTexts;

/// <summary>Texts from people to services, and the numbers they write to. What they wrote is encrypted under the key ring.</summary>
public sealed class ReceivedTextStore(NpgsqlDataSource database, KeyRing keyRing, SuppressionRules suppression)
{
    private const string ContentColumn = "received_texts.content";

    private const int MaxReferenceLength = 200;

    /// <summary>Stores a text and does what its word of opting out or in asks for.</summary>
    /// <returns>False when the provider handed the same text over before.</returns>
    public async Task<bool> AddAsync(ReceivedText text, CancellationToken cancellationToken) => await AddAsync(text, isKept: true, cancellationToken) > 0;

    /// <summary>Does what a text's word of opting out or in asks for, and does not keep the text: the service gets none.</summary>
    public Task HeedAsync(ReceivedText text, CancellationToken cancellationToken) => AddAsync(text, isKept: false, cancellationToken);

    private async Task<long> AddAsync(ReceivedText text, bool isKept, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(text);
        return await database.Command("ReceivedTexts.add")
            .With("service_id", text.ServiceId)
            .With("id", text.Id)
            .With("notify_number", text.NotifyNumber)
            .With("user_number", text.UserNumber)
            .With("content", keyRing.Encrypt(Encoding.UTF8.GetBytes(text.Content), new(ContentColumn, text.Id)))
            .With("created_at", text.CreatedAt.UtcDateTime)
            .With("provider", text.Provider, NpgsqlDbType.Text)
            .With("provider_reference", StoredWords.Cut(text.ProviderReference, MaxReferenceLength), NpgsqlDbType.Text)
            .With("provider_time", text.ProviderTime?.UtcDateTime, NpgsqlDbType.TimestampTz)
            .With("is_kept", isKept)
            .With("opt_out", text.OptOut?.Wire(), NpgsqlDbType.Text)
            .With("opted_out_for", suppression.OptedOut, NpgsqlDbType.Interval)
            .ValueAsync<long>(cancellationToken) ?? 0;
    }

    /// <param name="olderThan">Only those received before this one; null: from the newest on. One that the service does not have: none.</param>
    /// <returns>A page, newest first.</returns>
    public Task<List<ReceivedText>> ListAsync(Guid serviceId, Guid? olderThan, int pageSize, CancellationToken cancellationToken) =>
        database.Command("ReceivedTexts.list")
            .With("service_id", serviceId)
            .With("older_than", olderThan, NpgsqlDbType.Uuid)
            .With("page_size", pageSize)
            .ListAsync(Read, cancellationToken);

    /// <summary>Gives a number to a service; another that had it loses it.</summary>
    /// <param name="number">In national form.</param>
    public Task AssignNumberAsync(Guid serviceId, string number, CancellationToken cancellationToken) =>
        database.Command("ReceivedTexts.assign_number").With("service_id", serviceId).With("number", number).RunAsync(cancellationToken);

    /// <summary>Gives a number to a service, which may receive texts from then on.</summary>
    /// <param name="number">As <see cref="InboundNumber.Normalise"/> spells it.</param>
    /// <returns>False when another service has it.</returns>
    public async Task<bool> AddNumberAsync(Guid serviceId, string number, CancellationToken cancellationToken) =>
        await database.Command("ReceivedTexts.add_number").With("service_id", serviceId).With("number", number).ValueAsync<Guid>(cancellationToken) is not null;

    /// <returns>False when the service does not have it.</returns>
    public async Task<bool> RemoveNumberAsync(Guid serviceId, string number, CancellationToken cancellationToken) =>
        await database.Command("ReceivedTexts.remove_number").With("service_id", serviceId).With("number", number).RunAsync(cancellationToken) > 0;

    /// <returns>All numbers that people can write to, with the services that have them.</returns>
    public Task<List<(string Number, Guid ServiceId, string ServiceName)>> ListNumbersAsync(CancellationToken cancellationToken) =>
        database.Command("ReceivedTexts.list_numbers")
            .ListAsync(row => (row.Get<string>("number"), row.Get<Guid>("id"), row.Get<string>("name")), cancellationToken);

    /// <summary>Finds the service that a text belongs to.</summary>
    /// <param name="numbers">Spellings of the number that was written to.</param>
    /// <returns>Null when no service has it; otherwise also whether the service gets texts now.</returns>
    public async Task<(Guid ServiceId, string Number, bool Receives)?> FindOwnerAsync(string[] numbers, CancellationToken cancellationToken)
    {
        var found = await database.Command("ReceivedTexts.find_owner")
            .With("numbers", numbers)
            .ListAsync(row => (row.Get<Guid>("service_id"), row.Get<string>("number"), row.Get<bool>("receives")), cancellationToken);
        return found.Count == 0 ? null : found[0];
    }

    private ReceivedText Read(NpgsqlDataReader row)
    {
        var id = row.Get<Guid>("id");
        return new ReceivedText
        {
            Id = id,
            ServiceId = row.Get<Guid>("service_id"),
            NotifyNumber = row.Get<string>("notify_number"),
            UserNumber = row.Get<string>("user_number"),
            Content = Encoding.UTF8.GetString(keyRing.Decrypt(row.Get<byte[]>("content"), new(ContentColumn, id))),
            CreatedAt = row.Time("created_at"),
            OptOut = row.GetOrNull<string>("opt_out") is { } word ? OptOutWordNames.Parse(word) : null,
        };
    }
}
