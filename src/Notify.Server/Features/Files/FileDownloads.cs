using System.Security.Cryptography;
using System.Text;
using Notify.Core.Files;
using Notify.Core.Services;
using Notify.Data.Files;
using Notify.Data.Services;

namespace Notify.Server.Features.Files;

/// <summary>Finds and opens stored files by what stands in a link.</summary>
public sealed class FileDownloads(IFileStore files, ServiceStore services)
{
    /// <returns>The file, or null: unknown, its time over, or not its key. The caller cannot tell these from each other, nor may anybody else.</returns>
    public async Task<FileAtHand?> FindAsync(string serviceText, string fileText, string? keyText, CancellationToken cancellationToken)
    {
        if (!FileLink.TryReadId(serviceText, out var serviceId)
            || !FileLink.TryReadId(fileText, out var fileId)
            || !FileKey.TryParse(keyText, out var key)
            || await files.FindAsync(serviceId, fileId, cancellationToken) is not { } stored
            || key.Open(stored.Name, SealedFile.NameColumn, fileId) is not { } name)
        {
            return null;
        }

        return new FileAtHand(stored, key, Encoding.UTF8.GetString(name));
    }

    /// <returns>Whom the link's service says to ask, or null when there is no such service.</returns>
    public async Task<Service?> ServiceAsync(string serviceText, CancellationToken cancellationToken) =>
        FileLink.TryReadId(serviceText, out var id) ? await services.FindAsync(id.ToString(), cancellationToken) : null;

    /// <returns>Whether it is the address that the file was sent to.</returns>
    public async Task<Guess> GuessAsync(FileAtHand file, string address, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (!await files.TakeGuessAsync(file.Stored.ServiceId, file.Stored.Id, cancellationToken))
        {
            return Guess.TooMany;
        }

        if (!CryptographicOperations.FixedTimeEquals(file.Key.HashOf(FilesByEmail.Comparable(address)), file.Stored.RecipientHash))
        {
            return Guess.Wrong;
        }

        await files.ForgetGuessesAsync(file.Stored.ServiceId, file.Stored.Id, CancellationToken.None);
        return Guess.Right;
    }

    /// <returns>The content, or null when the file has gone meanwhile.</returns>
    public async Task<byte[]?> ReadAsync(FileAtHand file, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(file);
        return await files.ReadContentAsync(file.Stored.ServiceId, file.Stored.Id, cancellationToken) is { } content
            ? file.Key.Open(content, SealedFile.ContentColumn, file.Stored.Id)
            : null;
    }
}

/// <summary>What became of a guess.</summary>
public enum Guess
{
    Right,

    Wrong,

    /// <summary>Not judged: there were too many in a row.</summary>
    TooMany,
}

/// <summary>A stored file and the key that opens it.</summary>
/// <param name="GivenName">As the request named it; empty when it did not.</param>
public sealed record FileAtHand(StoredFile Stored, FileKey Key, string GivenName)
{
    /// <summary>Characters that some system gives a meaning in names of files; those that turn the direction of text can hide an ending.</summary>
    private const string Unwanted = "/\\:*?\"<>|\u061C\u200E\u200F\u202A\u202B\u202C\u202D\u202E\u2066\u2067\u2068\u2069";

    /// <summary>The name to save it under.</summary>
    public string FileName
    {
        get
        {
            var name = string.Concat(GivenName.Select(c => char.IsControl(c) || Unwanted.Contains(c, StringComparison.Ordinal) ? '_' : c)).TrimStart('.', ' ');
            return name.Contains('.', StringComparison.Ordinal) ? name : "document" + FileTypes.EndingOf(Stored.MediaType);
        }
    }

    /// <summary>Type and size as people say it, such as <c>PDF, 12 KB</c>.</summary>
    public string Description => $"{FileTypes.WordsOf(Stored.MediaType)}, {Size(Stored.Size)}";

    /// <summary>Prints ids only.</summary>
    public override string ToString() => $"[file {Stored.Id}]";

    private static string Size(int bytes) => bytes switch
    {
        < 1000 => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{bytes} {(bytes == 1 ? "byte" : "bytes")}"),
        < 1_000_000 => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Math.Max(1, bytes / 1000)} KB"),
        _ => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{bytes / 1_000_000.0:0.0} MB"),
    };
}
