using System.Data;
using Npgsql;

namespace Notify.Data.Notifications;

/// <summary>A worker's life line: a dedicated connection that holds the advisory lock of the worker's number, and hears wake-ups.</summary>
/// <remarks>PostgreSQL releases the lock when the process dies, and twenty seconds after its host fell silent, and so the sweeper knows. The connection goes direct: a
/// pooler in transaction mode would break both the lock and LISTEN.</remarks>
public sealed class OwnerConnection : IAsyncDisposable
{
    /// <summary>First half of the advisory locks of owners: tells them from all other locks of this database.</summary>
    public const int LockClass = 0x6e6f7469; // "noti"

    /// <summary>The notification channel on which API processes name lanes that have got something.</summary>
    public const string WakeChannel = "notify_lane";

    private readonly NpgsqlConnection _connection;

    private OwnerConnection(NpgsqlConnection connection, int number)
    {
        _connection = connection;
        Number = number;
    }

    /// <summary>This worker's number; never used before or again.</summary>
    public int Number { get; }

    /// <param name="onWake">Called with each lane named on <see cref="WakeChannel"/>, as <c>channel:lane</c>, on the thread that waits.</param>
    public static async Task<OwnerConnection> OpenAsync(string connectionString, Action<string> onWake, CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString)
        {
            Pooling = false,
            KeepAlive = 5,
            TcpKeepAlive = true,
            ApplicationName = "notify worker",
        }.ConnectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            connection.Notification += (_, notice) => onWake(notice.Payload);
            await using (var bound = new NpgsqlCommand(SilentHost.EndSession, connection))
            {
                await bound.ExecuteNonQueryAsync(cancellationToken);
            }

            await using var command = new NpgsqlCommand(
                $"select nextval('notification_owner')::integer as number; listen {WakeChannel}", connection);
            var number = (int)(await command.ExecuteScalarAsync(cancellationToken))!;
            await using var take = new NpgsqlCommand("select pg_advisory_lock($1, $2)", connection)
            {
                Parameters = { new() { Value = LockClass }, new() { Value = number } },
            };
            await take.ExecuteNonQueryAsync(cancellationToken);
            return new OwnerConnection(connection, number);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits for wake-ups until cancelled.</summary>
    /// <exception cref="NpgsqlException">The connection broke, and the lock with it: the worker must stop sending at once.</exception>
    public async Task ListenAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await _connection.WaitAsync(cancellationToken);
            }
            catch (InvalidOperationException e) when (_connection.State != ConnectionState.Open)
            {
                // The keep-alive found it broken while nobody waited.
                throw new NpgsqlException("The owner connection broke", e);
            }
        }
    }

    /// <summary>Gives the lock back by closing the connection.</summary>
    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}
