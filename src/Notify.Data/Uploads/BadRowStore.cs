using Notify.Core.Secrets;
using Notify.Core.Uploads;
using Npgsql;

namespace Notify.Data.Uploads;

/// <summary>The rows of uploads that were not in order and were left out. <see cref="UploadStore"/> stores them with their upload.</summary>
public sealed class BadRowStore(NpgsqlDataSource database, KeyRing keyRing)
{
    private readonly StoredBadRows _rows = new(keyRing);

    /// <param name="afterRow">Rows behind this one only.</param>
    /// <param name="pageSize">Faults after which no further row begins.</param>
    /// <returns>Rows that were not in order, each with all that is known of its faults; null when this service has no such upload.</returns>
    public async Task<List<BadRow>?> PageAsync(Guid serviceId, Guid id, int afterRow, int pageSize, CancellationToken cancellationToken)
    {
        var stored = await database.Command("Uploads.find_bad_rows")
            .With("service_id", serviceId)
            .With("id", id)
            .ListAsync(row => (First: row.GetOrNull<byte[]>("bad_rows"), Others: row.GetOrNull<byte[]>("more_bad_rows")), cancellationToken);
        if (stored is not [var rows])
        {
            return null;
        }

        var page = new List<BadRow>();
        await foreach (var row in _rows.OpenAsync(rows.First, rows.Others, id, cancellationToken))
        {
            if (page.Count >= pageSize && row.Number != page[^1].Number)
            {
                break;
            }

            if (row.Number > afterRow)
            {
                page.Add(row);
            }
        }

        return page;
    }
}
