using System.Reflection;
using Notify.Data.Migrations;
using Npgsql;

namespace Notify.Server.Hosting;

/// <summary><c>/health/live</c>: the process answers. <c>/health/ready</c>: it can do its work. <c>/_status</c>: as GOV.UK Notify's API has it.</summary>
internal static class Health
{
    /// <summary>A host whose clock is further than this from the database's is not ready: tokens and ages would be judged wrongly.</summary>
    private static readonly TimeSpan MostClockDifference = TimeSpan.FromSeconds(5);

    private static readonly string[] StatusMethods = ["GET", "HEAD", "POST"];
    private static readonly string[] ReadMethods = ["GET", "HEAD"];

    public static void MapHealth(this WebApplication app)
    {
        app.MapMethods("/health/live", ReadMethods, () => Results.Json(new { status = "ok" }));
        app.MapMethods("/health/ready", ReadMethods, ReadyAsync);
        app.MapMethods("/_status", StatusMethods, StatusAsync);
    }

    /// <summary>The contract's status: with <c>simple</c> set it does not touch the database.</summary>
    public static async Task<IResult> StatusAsync(HttpContext context, NpgsqlDataSource database)
    {
        if (!string.IsNullOrEmpty(context.Request.Query["simple"]))
        {
            return Results.Json(new { status = "ok" });
        }

        await using var connection = await database.OpenConnectionAsync(context.RequestAborted);
        var migration = await Migrator.NewestAsync(connection, context.RequestAborted);
        return Results.Json(new
        {
            build_time = BuildTime,
            db_bulk_version = migration,
            db_version = migration,
            git_commit = Commit,
            status = "ok",
        });
    }

    private static async Task<IResult> ReadyAsync(NpgsqlDataSource database, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            await using var command = database.CreateCommand("select now()");
            var theirs = new DateTimeOffset((DateTime)(await command.ExecuteScalarAsync(cancellationToken))!, TimeSpan.Zero);
            var difference = (time.GetUtcNow() - theirs).Duration();
            return difference <= MostClockDifference
                ? Results.Json(new { status = "ok" })
                : NotReady($"this host's clock is {difference.TotalSeconds:0} seconds from the database's");
        }
        catch (Exception e) when (DatabaseFaults.IsAway(e) || e is NpgsqlException)
        {
            return NotReady("the database does not answer");
        }
    }

    private static IResult NotReady(string reason) =>
        Results.Json(new { reason, status = "unavailable" }, statusCode: StatusCodes.Status503ServiceUnavailable);

    private static string Version { get; } =
        typeof(Health).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";

    /// <summary>The SDK puts the commit behind a plus sign when it builds from a repository.</summary>
    private static string Commit { get; } = Version.Contains('+', StringComparison.Ordinal) ? Version.Split('+')[1] : "";

    private static string BuildTime { get; } =
        File.GetLastWriteTimeUtc(Path.Combine(AppContext.BaseDirectory, "notify.dll")).ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture);
}
