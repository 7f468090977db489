using Notify.Core.Errors;
using Notify.Core.Services;
using Notify.Core.Uploads;
using Notify.Data.Uploads;

namespace Notify.Server.Features.Uploads;

/// <summary>Uploads as a service sees them.</summary>
public sealed class ReadUploads(UploadStore uploads, BadRowStore badRows)
{
    /// <summary>Uploads on a page.</summary>
    public const int PageSize = 50;

    /// <summary>Faults of rows on a page, and as many more as the last row has.</summary>
    public const int BadRowsPageSize = 1000;

    /// <summary>An upload with what became of its rows so far.</summary>
    public async Task<Result<(Upload Upload, UploadCounts Counts)>> OneAsync(Guid serviceId, Guid id, CancellationToken cancellationToken) =>
        await uploads.FindAsync(serviceId, id, cancellationToken) is { } upload
            ? (upload, await uploads.CountAsync(upload, cancellationToken))
            : NotifyError.NoResultFound;

    /// <param name="afterRow">The last row of the page before; 0 for the first page.</param>
    /// <returns>The rows that were not in order, with all faults of each; fewer than a page: there are no more.</returns>
    public async Task<Result<List<BadRow>>> BadRowsAsync(Guid serviceId, Guid id, int afterRow, CancellationToken cancellationToken) =>
        await badRows.PageAsync(serviceId, id, afterRow, BadRowsPageSize, cancellationToken) is { } page
            ? page
            : NotifyError.NoResultFound;

    /// <param name="olderThan">The last one of the page before; null for the first page.</param>
    public Task<List<Upload>> PageAsync(Guid serviceId, IReadOnlyCollection<KeyType> keyTypes, Guid? olderThan, CancellationToken cancellationToken) =>
        uploads.ListAsync(serviceId, keyTypes, olderThan, PageSize, cancellationToken);
}
