using Notify.Core.Secrets;
using Notify.Core.Services;
using Npgsql;

namespace Notify.Data.Services;

/// <summary>Reads a service with all that its requests are judged by, in one round trip.</summary>
public sealed class ServiceAccountStore(NpgsqlDataSource database, ApiKeyStore keys)
{
    /// <returns>Null when there is no such service.</returns>
    /// <exception cref="UndecipherableException">A key's secret does not open with this host's key ring.</exception>
    public async Task<ServiceAccount?> FindAsync(Guid serviceId, CancellationToken cancellationToken)
    {
        await using var batch = database.CreateBatch();
        foreach (var statement in new[] { "service_by_id", "working_keys", "list_reply_tos", "list_text_senders", "own_recipients" })
        {
            var command = batch.CreateBatchCommand();
            command.CommandText = Sql.Text($"Services.{statement}");
            command.Parameters.Add(new NpgsqlParameter<Guid>("service_id", serviceId));
            batch.BatchCommands.Add(command);
        }

        await using var row = await batch.ExecuteReaderAsync(cancellationToken);
        if (!await row.ReadAsync(cancellationToken))
        {
            return null;
        }

        return new ServiceAccount
        {
            Service = ServiceStore.Read(row),
            Keys = await NextAsync(row => keys.Read(serviceId, row)),
            ReplyTos = await NextAsync(SenderStore.ReadReplyTo),
            TextSenders = await NextAsync(SenderStore.ReadTextSender),
            OwnRecipients = await NextAsync(row => row.Get<string>("recipient")),
        };

        async Task<List<T>> NextAsync<T>(Func<NpgsqlDataReader, T> read)
        {
            await row.NextResultAsync(cancellationToken);
            var rows = new List<T>();
            while (await row.ReadAsync(cancellationToken))
            {
                rows.Add(read(row));
            }

            return rows;
        }
    }
}
