using System.Net.Sockets;
using Notify.Data;
using Notify.Data.Services;
using Npgsql;

namespace Notify.Server.Hosting;

/// <summary>What must be so with the database before a process serves.</summary>
public static class DatabaseStartup
{
    /// <summary>A name that does not resolve is waited for only this long: it is more often wrong than late.</summary>
    private static readonly TimeSpan UnknownHostPatience = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Waits until the database answers.</summary>
    /// <param name="say">Told once why it waits, and when it is over.</param>
    /// <exception cref="RefusedException">The database answers, but not to us: wrong user, password or name.</exception>
    public static async Task WaitAsync(DatabaseAddress database, Action<string> say, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(database);
        ArgumentNullException.ThrowIfNull(say);
        var began = time.GetTimestamp();
        var said = false;
        while (true)
        {
            try
            {
                await using var connection = new NpgsqlConnection(database.ConnectionString);
                await connection.OpenAsync(cancellationToken);
                if (said)
                {
                    say("The database answers.");
                }

                return;
            }
            catch (Exception e) when (DatabaseFaults.IsAway(e) && (!DatabaseFaults.IsUnknownHost(e) || time.GetElapsedTime(began) < UnknownHostPatience))
            {
                if (!said)
                {
                    say($"Waiting for the {database}: {DatabaseFaults.Words(e)}");
                    said = true;
                }

                await Task.Delay(Pause, time, cancellationToken);
            }
            catch (Exception e) when (e is NpgsqlException or SocketException or ArgumentException)
            {
                throw DatabaseFaults.Refusal(database, e);
            }
        }
    }

    /// <summary>Makes sure that schema and key ring fit this program, and that the coming days have their partitions.</summary>
    /// <remarks>A database that goes away meanwhile, or has no room for one more connection just now, is waited for.</remarks>
    /// <param name="say">Told once for each wait why it waits, and when it is over.</param>
    /// <exception cref="RefusedException">They do not; the message names the command to run.</exception>
    public static async Task CheckAsync(
        DatabaseAddress database, ApiKeyStore keys, NpgsqlDataSource source, Action<string> say, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(database);
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentNullException.ThrowIfNull(source);
        while (true)
        {
            try
            {
                await CheckOnceAsync(database, keys, source, cancellationToken);
                return;
            }
            catch (Exception e) when (DatabaseFaults.IsAway(e))
            {
                await Task.Delay(Pause, time, cancellationToken);
                await WaitAsync(database, say, time, cancellationToken);
            }
        }
    }

    private static async Task CheckOnceAsync(DatabaseAddress database, ApiKeyStore keys, NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        var state = await DatabaseSchema.CheckAsync(database, cancellationToken);
        if (state.IsTooNew)
        {
            throw new RefusedException($"The schema of the {database} is newer than this version of Notify allows: install a newer version");
        }

        if (!state.IsUpToDate)
        {
            throw new RefusedException($"The schema of the {database} is not up to date ({state.Missing[0]} is missing): run 'notify migrate'");
        }

        if (await keys.WhyUndecipherableAsync(cancellationToken) is { } reason)
        {
            throw new RefusedException(reason);
        }

        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await Partitions.MakeAsync(connection, cancellationToken);
    }
}
