using System.Text;
using Notify.Core.ReceivedTexts;
using Notify.Core.Secrets;
using Npgsql;
using NpgsqlTypes;

namespace Notify.Data.ReceivedTexts;

/// <summary>Texts from people to services, and the numbers they write to. What they wrote is encrypted under the key ring.</summary>
public sealed class ReceivedTextStore(NpgsqlDataSource database, KeyRing keyRing)
{
    private const string ContentColumn = "received_texts.content";

    public Task AddAsync(ReceivedText text, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(text);
        return database.Command("ReceivedTexts.add")
            .With("service_id", text.ServiceId)
            .With("id", text.Id)
            .With("notify_number", text.NotifyNumber)
            .With("user_number", text.UserNumber)
            .With("content", keyRing.Encrypt(Encoding.UTF8.GetBytes(text.Content), new(ContentColumn, text.Id)))
            .With("created_at", text.CreatedAt.UtcDateTime)
            .RunAsync(cancellationToken);
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
        };
    }
}
