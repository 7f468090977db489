using System.Net.Sockets;
using Npgsql;

namespace Notify.Data.Notifications;

/// <summary>What a connection that broke in the middle of a commit had sent: until the database is done with it, it may still be committed.</summary>
internal static class BrokenConnection
{
    /// <summary>Between two looks.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>How long a request waits for the database to be done with it, or to come back.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Asks what became of it, once the database is done with the connection, and again while the database is away: for 10 seconds at most.</summary>
    /// <param name="database">Gives fresh connections.</param>
    /// <param name="processId">The PostgreSQL process that served it; 0 when it had not told yet.</param>
    /// <param name="askAsync">The question.</param>
    /// <exception cref="TimeoutException">The database did not come back in time, and what became of it is not known; also as <see cref="NpgsqlException"/>,
    /// <see cref="IOException"/> or <see cref="SocketException"/>.</exception>
    public static async Task<T> AskAsync<T>(NpgsqlDataSource database, int processId, TimeProvider time, Func<CancellationToken, Task<T>> askAsync)
    {
        using var deadline = new CancellationTokenSource(Patience, time);
        var begun = time.GetTimestamp();
        while (true)
        {
            try
            {
                while (time.GetElapsedTime(begun) < Patience * 0.9 && await IsAtWorkAsync(database, processId, deadline.Token))
                {
                    await Task.Delay(Pause, time, deadline.Token);
                }

                return await askAsync(deadline.Token);
            }
            catch (Exception e) when (!deadline.IsCancellationRequested && (e is NpgsqlException or IOException or SocketException or TimeoutException))
            {
                await Task.Delay(Pause, time, CancellationToken.None);
            }
            catch (OperationCanceledException e)
            {
                throw new TimeoutException("The database did not come back to say what became of a commit", e);
            }
        }
    }

    private static async Task<bool> IsAtWorkAsync(NpgsqlDataSource database, int processId, CancellationToken cancellationToken) =>
        await database.Command("Notifications.is_at_work").With("process_id", processId).FirstAsync(_ => "", cancellationToken) is not null;
}
