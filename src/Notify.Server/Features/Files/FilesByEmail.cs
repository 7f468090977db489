using Microsoft.Extensions.Options;
using Notify.Core;
using Notify.Core.Errors;
using Notify.Core.Files;
using Notify.Core.Recipients;
using Notify.Core.Services;
using Notify.Core.Templates;
using Notify.Data.Files;
using Notify.Providers.Scanning;
using Notify.Server.Hosting;

namespace Notify.Server.Features.Files;

/// <summary>Takes the files out of an e-mail's personalisation, stores them, and puts links in their place.</summary>
public sealed partial class FilesByEmail(
    IFileStore files, IVirusScanner scanner, PublicUrl url, IOptions<FilesOptions> options, ILogger<FilesByEmail> logger)
{
    /// <param name="recipientAddress">As the message goes out to it; typed again by the recipient where the request wants that.</param>
    /// <param name="isSimulated">Whether the recipient is simulated: then the shape of the files is checked, and nothing is stored.</param>
    /// <returns>The personalisation to fill in, store and send, the same one when it holds no file; or the refusal to send back.</returns>
    /// <remarks>Nothing is stored unless every file passes. What is stored stays when the message is refused later on (too long):
    /// nobody has its key then, and it goes when its time is over.</remarks>
    public async Task<Result<Personalisation>> HandleAsync(
        Service service, Personalisation personalisation, string recipientAddress, bool isSimulated, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(service);
        ArgumentNullException.ThrowIfNull(personalisation);
        if (!personalisation.HasFiles)
        {
            return personalisation;
        }

        var uploads = new List<FileUpload>();
        foreach (var file in personalisation.Files)
        {
            if (!file.Check().TryGet(out var upload, out var faults))
            {
                return faults;
            }

            uploads.Add(upload);
        }

        if (string.IsNullOrEmpty(service.ContactLink))
        {
            return FileRefusals.NotSetUp(url.To($"/services/{service.Id}/service-settings/send-files-by-email"));
        }

        if (isSimulated)
        {
            return personalisation.WithFileLinks([.. uploads.Select(_ => FileLink.ToNothing(Host, service.Id))]);
        }

        var sealedFiles = new List<(SealedFile File, FileKey Key)>();
        foreach (var upload in uploads)
        {
            if (!(await TakeAsync(service, upload, recipientAddress, cancellationToken)).TryGet(out var taken, out var refusal))
            {
                return refusal;
            }

            sealedFiles.Add(taken);
        }

        foreach (var (file, _) in sealedFiles)
        {
            await files.AddAsync(file, cancellationToken);
            Stored(file.Id, service.Id, file.Size);
        }

        return personalisation.WithFileLinks([.. sealedFiles.Select(taken => FileLink.To(Host, service.Id, taken.File.Id, taken.Key))]);
    }

    private string Host => options.Value.DownloadUrl.Length > 0 ? options.Value.DownloadUrl.TrimEnd('/') : url.Base;

    private async Task<Result<(SealedFile File, FileKey Key)>> TakeAsync(
        Service service, FileUpload upload, string recipientAddress, CancellationToken cancellationToken)
    {
        if (!upload.Open().TryGet(out var content, out var refusal)
            || (refusal = await ScanAsync(service, content, cancellationToken)) is not null
            || !upload.TypeOf(content).TryGet(out var mediaType, out refusal))
        {
            return refusal;
        }

        var id = Ids.NewRandom();
        var key = FileKey.New();
        var file = new SealedFile
        {
            Id = id,
            ServiceId = service.Id,
            Name = key.Seal(System.Text.Encoding.UTF8.GetBytes(upload.FileName ?? ""), SealedFile.NameColumn, id),
            MediaType = mediaType,
            Size = content.Length,
            Content = key.Seal(content, SealedFile.ContentColumn, id),
            RecipientHash = upload.ConfirmsEmail ? key.HashOf(Comparable(recipientAddress)) : null,
            Weeks = upload.Weeks,
        };
        return (file, key);
    }

    private async Task<NotifyError?> ScanAsync(Service service, byte[] content, CancellationToken cancellationToken)
    {
        switch (await scanner.ScanAsync(content, cancellationToken))
        {
            case ScanVerdict.Clean:
                return null;
            case ScanVerdict.Infected infected:
                FoundVirus(service.Id, infected.Name);
                return FileRefusals.Virus;
            case ScanVerdict.Unavailable unavailable:
                ScannerAway(unavailable.Reason);
                return FileRefusals.ScannerAway;
            case ScanVerdict.NotSetUp:
                return FileRefusals.NoScanner;
            case var other:
                throw new InvalidOperationException($"Unknown verdict {other}");
        }
    }

    /// <summary>The form in which the address is compared with what the recipient types.</summary>
    internal static string Comparable(string address) =>
        EmailAddress.TryParse(address, out var parsed, out _) ? parsed.Normalised : address.Trim().ToLowerInvariant();

    [LoggerMessage(1030, LogLevel.Information, "Stored file {FileId} of service {ServiceId}, {Size} bytes")]
    private partial void Stored(Guid fileId, Guid serviceId, int size);

    [LoggerMessage(1031, LogLevel.Warning, "Refused a file of service {ServiceId}: the virus scanner found {Virus}")]
    private partial void FoundVirus(Guid serviceId, string virus);

    [LoggerMessage(1032, LogLevel.Error, "The virus scanner cannot be asked, so files are refused: {Reason}")]
    private partial void ScannerAway(string reason);
}
