using Notify.Core.Files;
using Notify.Server.Features.Shared;

namespace Notify.Server.Features.Files;

/// <summary>The file itself. Behind the page and never at the link's own address: mail scanners follow links.</summary>
internal static partial class FileRoute
{
    private static readonly string[] ReadMethods = ["GET", "HEAD"];

    public static void MapFileDownloads(this WebApplication app) =>
        app.MapMethods("/d/{service}/{file}/download", ReadMethods, DownloadAsync).WithSecurityHeadersPolicy(SecretLinkPolicy.Name);

    /// <returns>Address of a found file's content.</returns>
    public static string To(FileAtHand file) => $"{FileLink.PathOf(file.Stored.ServiceId, file.Stored.Id)}/download?key={file.Key.ToText()}";

    private static async Task<IResult> DownloadAsync(
        string service, string file, string? key, HttpContext context, FileDownloads downloads, AddressProof proof, ILoggerFactory loggers)
    {
        var found = await downloads.FindAsync(service, file, key, context.RequestAborted);
        if (found is null || (found.Stored.RecipientHash is not null && !proof.IsGiven(context, found.Stored)))
        {
            return ToPage(service, file, key);
        }

        if (await downloads.ReadAsync(found, context.RequestAborted) is not { } content)
        {
            return ToPage(service, file, key);
        }

        if (HttpMethods.IsGet(context.Request.Method))
        {
            Fetched(loggers.CreateLogger(typeof(FileRoute)), found.Stored.Id, found.Stored.ServiceId);
        }

        // Sets Content-Disposition to attachment, with the name in both spellings of RFC 6266.
        return Results.File(content, found.Stored.MediaType, found.FileName);
    }

    /// <summary>There the address is asked for, or people read that the file is gone.</summary>
    private static IResult ToPage(string service, string file, string? key) =>
        FileLink.TryReadId(service, out var serviceId) && FileLink.TryReadId(file, out var fileId)
            ? Results.LocalRedirect($"{FileLink.PathOf(serviceId, fileId)}{QueryString.Create("key", key ?? "")}")
            : Results.StatusCode(StatusCodes.Status404NotFound);

    [LoggerMessage(6010, LogLevel.Information, "File {FileId} of service {ServiceId} was fetched")]
    private static partial void Fetched(ILogger logger, Guid fileId, Guid serviceId);
}
