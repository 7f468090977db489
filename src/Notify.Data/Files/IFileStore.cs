namespace Notify.Data.Files;

/// <summary>Where files sent by e-mail lie, sealed. An interface so that an installation with many files can keep them outside its database.</summary>
public interface IFileStore
{
    /// <summary>Stores one file, to be fetched for <see cref="SealedFile.Weeks"/> from now.</summary>
    Task AddAsync(SealedFile file, CancellationToken cancellationToken);

    /// <returns>What is known of a file without its content; null when there is none of that id, or no longer.</returns>
    Task<StoredFile?> FindAsync(Guid serviceId, Guid id, CancellationToken cancellationToken);

    /// <returns>The sealed content; null when there is no such file, or no longer.</returns>
    Task<byte[]?> ReadContentAsync(Guid serviceId, Guid id, CancellationToken cancellationToken);

    /// <summary>Counts a guess of the recipient's address. To be called before the guess is judged.</summary>
    /// <returns>False when there were too many (<see cref="FileGuesses"/>): the guess must not be judged.</returns>
    Task<bool> TakeGuessAsync(Guid serviceId, Guid id, CancellationToken cancellationToken);

    /// <summary>Begins a new count, after a right guess.</summary>
    Task ForgetGuessesAsync(Guid serviceId, Guid id, CancellationToken cancellationToken);

    /// <summary>Deletes files whose time is over, the oldest first.</summary>
    /// <param name="count">At most so many.</param>
    /// <returns>How many were deleted; fewer than asked for when none is left.</returns>
    Task<int> DeleteExpiredAsync(int count, CancellationToken cancellationToken);
}

/// <summary>How often the address that a file was sent to may be guessed.</summary>
public static class FileGuesses
{
    /// <summary>In a row.</summary>
    public const int Most = 10;

    /// <summary>After which guessing may begin again.</summary>
    public static TimeSpan Pause { get; } = TimeSpan.FromHours(1);
}

/// <summary>A file to be stored, sealed with a key that the store does not get.</summary>
public sealed record SealedFile
{
    /// <summary>Columns that the sealed parts are bound to.</summary>
    public const string NameColumn = "files.name", ContentColumn = "files.content";

    /// <summary>Version 4 UUID: it stands in the link and must not be guessable.</summary>
    public required Guid Id { get; init; }

    public required Guid ServiceId { get; init; }

    /// <summary>Sealed for <see cref="NameColumn"/>; empty inside when there is none.</summary>
    public required byte[] Name { get; init; }

    public required string MediaType { get; init; }

    /// <summary>Bytes of the content before it was sealed.</summary>
    public required int Size { get; init; }

    /// <summary>Sealed for <see cref="ContentColumn"/>.</summary>
    public required byte[] Content { get; init; }

    /// <summary>HMAC of the address that must be typed before the file is given out; null: none need be.</summary>
    public byte[]? RecipientHash { get; init; }

    /// <summary>How long it can be fetched.</summary>
    public required int Weeks { get; init; }

    /// <summary>Prints ids only.</summary>
    public override string ToString() => $"[sealed file {Id}]";
}

/// <summary>What is known of a stored file without its content.</summary>
public sealed record StoredFile
{
    public required Guid Id { get; init; }

    public required Guid ServiceId { get; init; }

    /// <summary>Sealed; opens with the right key only, and so proves it.</summary>
    public required byte[] Name { get; init; }

    public required string MediaType { get; init; }

    /// <summary>Bytes.</summary>
    public required int Size { get; init; }

    /// <summary>Null: the recipient's address is not asked for.</summary>
    public byte[]? RecipientHash { get; init; }

    /// <summary>UTC.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Prints ids only.</summary>
    public override string ToString() => $"[stored file {Id}]";
}
