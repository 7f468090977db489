using Npgsql;
using NpgsqlTypes;

namespace Notify.Data.Files;

/// <summary>Files in the database.</summary>
public sealed class FileStore(NpgsqlDataSource database) : IFileStore
{
    /// <inheritdoc/>
    public async Task AddAsync(SealedFile file, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(file);
        await database.Command("Files.add")
            .With("id", file.Id)
            .With("service_id", file.ServiceId)
            .With("name", file.Name)
            .With("media_type", file.MediaType)
            .With("size", file.Size)
            .With("content", file.Content)
            .With("recipient_hash", file.RecipientHash, NpgsqlDbType.Bytea)
            .With("weeks", file.Weeks)
            .RunAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public Task<StoredFile?> FindAsync(Guid serviceId, Guid id, CancellationToken cancellationToken) =>
        database.Command("Files.find")
            .With("service_id", serviceId)
            .With("id", id)
            .FirstAsync(Read, cancellationToken);

    /// <inheritdoc/>
    public Task<byte[]?> ReadContentAsync(Guid serviceId, Guid id, CancellationToken cancellationToken) =>
        database.Command("Files.read_content")
            .With("service_id", serviceId)
            .With("id", id)
            .FirstAsync(row => row.Get<byte[]>("content"), cancellationToken);

    /// <inheritdoc/>
    public async Task<bool> TakeGuessAsync(Guid serviceId, Guid id, CancellationToken cancellationToken) =>
        await database.Command("Files.take_guess")
            .With("service_id", serviceId)
            .With("id", id)
            .With("most", FileGuesses.Most)
            .With("pause", FileGuesses.Pause)
            .RunAsync(cancellationToken) == 1;

    /// <inheritdoc/>
    public Task ForgetGuessesAsync(Guid serviceId, Guid id, CancellationToken cancellationToken) =>
        database.Command("Files.forget_guesses")
            .With("service_id", serviceId)
            .With("id", id)
            .RunAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<int> DeleteExpiredAsync(int count, CancellationToken cancellationToken) =>
        database.Command("Files.delete_expired")
            .With("count", count)
            .RunAsync(cancellationToken);

    private static StoredFile Read(NpgsqlDataReader row) => new()
    {
        Id = row.Get<Guid>("id"),
        ServiceId = row.Get<Guid>("service_id"),
        Name = row.Get<byte[]>("name"),
        MediaType = row.Get<string>("media_type"),
        Size = row.Get<int>("size"),
        RecipientHash = row.GetOrNull<byte[]>("recipient_hash"),
        ExpiresAt = row.Time("expires_at"),
    };
}
