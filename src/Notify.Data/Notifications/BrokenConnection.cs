using Npgsql;

namespace Notify.Data.Notifications;

/// <summary>What a connection that broke in the middle of a commit had sent: until the database is done with it, it may still be committed.</summary>
internal static class BrokenConnection
{
    /// <summary>Between two looks, of at most a hundred: 10 seconds together.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Waits, for 10 seconds at most, until the database is done with the connection.</summary>
    /// <param name="database">Gives fresh connections.</param>
    /// <param name="processId">The PostgreSQL process that served it; 0 when it had not told yet.</param>
    public static async Task WaitForEndAsync(NpgsqlDataSource database, int processId, TimeProvider time, CancellationToken cancellationToken)
    {
        for (var tries = 0; tries < 100 && await IsAtWorkAsync(database, processId, cancellationToken); tries++)
        {
            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    private static async Task<bool> IsAtWorkAsync(NpgsqlDataSource database, int processId, CancellationToken cancellationToken) =>
        await database.Command("Notifications.is_at_work").With("process_id", processId).FirstAsync(_ => "", cancellationToken) is not null;
}
