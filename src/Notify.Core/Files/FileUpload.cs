using Notify.Core.Errors;

namespace Notify.Core.Files;

/// <summary>A file that a request asks to send, its shape checked, its content not yet.</summary>
public sealed record FileUpload
{
    /// <summary>The content as the request has it; may turn out to be no base64 at all.</summary>
    public required string Base64 { get; init; }

    /// <summary>As the recipient is to see it, with its ending; null: none was given, and the type is found by looking at the content.</summary>
    public string? FileName { get; init; }

    /// <summary>Whether the recipient must type the address that the message went to before the file can be fetched.</summary>
    public bool ConfirmsEmail { get; init; } = true;

    /// <summary>Weeks for which it can be fetched, 1 to <see cref="FileLimits.MaxWeeks"/>.</summary>
    public int Weeks { get; init; } = FileLimits.DefaultWeeks;

    /// <summary>Whether plain text without a name is to count as CSV.</summary>
    public bool IsCsv { get; init; }

    /// <summary>Takes the content out of its base64.</summary>
    /// <returns>The content, or the first refusal in the contract's order: base64, length of the name, ending, size, nothing in it.</returns>
    public Result<byte[]> Open()
    {
        if (!LenientBase64.TryDecode(Base64, out var content))
        {
            return Refused("Document is not base64 encoded");
        }

        if (FileName is not null)
        {
            if (FileName.EnumerateRunes().Count() > FileLimits.MaxNameLength)
            {
                return Refused($"`filename` cannot be longer than {FileLimits.MaxNameLength} characters");
            }

            if (FileTypes.OfEnding(Ending(FileName)) is null)
            {
                return FileTypes.Unsupported(Ending(FileName));
            }
        }

        return content.Length switch
        {
            > FileLimits.MaxBytes => Refused("Uploaded file exceeds file size limit"),
            0 => Refused("Document must not be empty"),
            _ => content,
        };
    }

    /// <summary>Decides the type under which the file is kept and given out. Comes after the virus scan.</summary>
    /// <param name="content">What <see cref="Open"/> returned.</param>
    /// <returns>A media type, or the refusal of a content that may not be sent, whatever its name says.</returns>
    public Result<string> TypeOf(ReadOnlyMemory<byte> content)
    {
        var detected = ContentDetection.TypeOf(content);
        if (!FileTypes.IsAllowed(detected))
        {
            return FileTypes.Unsupported(detected);
        }

        if (FileName is not null && FileTypes.OfEnding(Ending(FileName)) is { } named)
        {
            return named;
        }

        return IsCsv && detected == FileTypes.PlainText ? FileTypes.Csv : detected;
    }

    /// <summary>Prints nothing of the file: name and content may be personal.</summary>
    public override string ToString() => "[file upload]";

    /// <summary>From the last dot on, in lower case.</summary>
    private static string Ending(string fileName) => fileName[fileName.LastIndexOf('.')..].ToLowerInvariant();

    private static NotifyError Refused(string message) => new(400, NotifyError.BadRequest, message);
}
