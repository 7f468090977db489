using System.CommandLine;
using System.Globalization;
using Notify.Core.Services;
using Notify.Core.Uploads;
using Notify.Server.Features.Uploads;
using Notify.Server.Hosting;

namespace Notify.Server.Cli;

/// <summary><c>notify upload list|show|pause|resume|cancel</c>: messages to many, for operators.</summary>
internal static class UploadVerb
{
    private const int PageSize = 50;
    private static readonly KeyType[] AllKeys = Enum.GetValues<KeyType>();
    private static readonly UploadStatus[] AllStatuses = Enum.GetValues<UploadStatus>();

    public static Command Create() => new("upload", "Messages sent to many at once")
    {
        List(),
        Show(),
        Steer("pause", "Stop handing over; what a worker holds already goes out", UploadStatus.Paused, AllStatuses.Where(UploadStatuses.MayPause)),
        Steer("resume", "Go on with a paused one", to: null, [UploadStatus.Paused]),
        Steer("cancel", "Take back what has not been handed over", UploadStatus.Cancelled, AllStatuses.Where(UploadStatuses.MayCancel)),
    };

    private static Argument<string> Service() => new("service") { Description = "Id or name of the service" };

    private static Argument<Guid> Id() => new("id")
    {
        Description = "Id of the upload",
        CustomParser = result =>
        {
            if (!Guid.TryParse(result.Tokens[0].Value, out var id))
            {
                result.AddError($"'{result.Tokens[0].Value}' is no upload's id: 'notify upload list SERVICE' shows them");
            }

            return id;
        },
    };

    private static Command List()
    {
        var service = Service();
        var json = Verb.JsonOption();
        var data = Verb.DataOption();
        var command = new Command("list", "List a service's newest uploads") { service, json, data };
        command.Runs(async (arguments, cancellationToken) =>
        {
            await using var database = await VerbDatabase.OpenAsync(Verb.DataFolderOf(arguments, data), cancellationToken);
            var found = await database.ServiceAsync(arguments.GetValue(service)!, cancellationToken);
            var uploads = await database.Uploads.ListAsync(found.Id, AllKeys, olderThan: null, PageSize, cancellationToken);
            if (arguments.GetValue(json))
            {
                Output.Json(uploads.Select(upload => new { id = upload.Id, status = upload.Status.Wire(), rows = upload.RowCount, created_at = upload.CreatedAt }));
            }
            else
            {
                Output.Table(
                    ["ID", "STATUS", "ROWS", "CREATED"],
                    [.. uploads.Select(upload => new[] { upload.Id.ToString(), upload.Status.Wire(), Number(upload.RowCount), Output.Time(upload.CreatedAt) })]);
            }

            return 0;
        });
        return command;
    }

    private static Command Show()
    {
        var service = Service();
        var id = Id();
        var json = Verb.JsonOption();
        var data = Verb.DataOption();
        var command = new Command("show", "Show how an upload goes") { service, id, json, data };
        command.Runs(async (arguments, cancellationToken) =>
        {
            await using var database = await VerbDatabase.OpenAsync(Verb.DataFolderOf(arguments, data), cancellationToken);
            var found = await database.ServiceAsync(arguments.GetValue(service)!, cancellationToken);
            await PrintAsync(database, found.Id, arguments.GetValue(id), arguments.GetValue(json), cancellationToken);
            return 0;
        });
        return command;
    }

    /// <param name="to">Null to resume.</param>
    private static Command Steer(string name, string description, UploadStatus? to, IEnumerable<UploadStatus> from)
    {
        var service = Service();
        var id = Id();
        var json = Verb.JsonOption();
        var data = Verb.DataOption();
        var command = new Command(name, description) { service, id, json, data };
        command.Runs(async (arguments, cancellationToken) =>
        {
            await using var database = await VerbDatabase.OpenAsync(Verb.DataFolderOf(arguments, data), cancellationToken);
            var found = await database.ServiceAsync(arguments.GetValue(service)!, cancellationToken);
            var uploadId = arguments.GetValue(id);

            // A worker's sweeper finds it within a second and lets the rows follow.
            if (await database.Uploads.ChangeAsync(found.Id, uploadId, AllKeys, to, from, cancellationToken) is { IsChanged: false } change && change.Before != to)
            {
                throw new RefusedException($"That is not possible: {UploadRefusals.Why(to, change.Before)}");
            }

            await PrintAsync(database, found.Id, uploadId, arguments.GetValue(json), cancellationToken);
            return 0;
        });
        return command;
    }

    /// <exception cref="RefusedException">The service has no such upload.</exception>
    private static async Task PrintAsync(VerbDatabase database, Guid serviceId, Guid id, bool json, CancellationToken cancellationToken)
    {
        var upload = await database.Uploads.FindAsync(serviceId, id, cancellationToken)
            ?? throw new RefusedException($"The service has no upload {id}: 'notify upload list' shows them");
        var counts = await database.Uploads.CountAsync(upload, cancellationToken);
        if (json)
        {
            Output.Json(new
            {
                id,
                status = upload.Status.Wire(),
                rows = upload.RowCount,
                stored = upload.StoredRows,
                sending = counts.Sending,
                delivered = counts.Delivered,
                failed = counts.Failed,
                cancelled = counts.Cancelled,
            });
            return;
        }

        Output.Table(
            ["STATUS", "ROWS", "STORED", "SENDING", "DELIVERED", "FAILED", "CANCELLED"],
            [[
                upload.Status.Wire(), Number(upload.RowCount), Number(upload.StoredRows), Number(counts.Sending), Number(counts.Delivered), Number(counts.Failed), Number(counts.Cancelled),
            ]]);
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
