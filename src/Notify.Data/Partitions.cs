using System.Buffers.Binary;
using System.Globalization;
using Npgsql;

namespace Notify.Data;

/// <summary>The daily partitions of notifications and their events.</summary>
public static class Partitions
{
    /// <summary>Days for which partitions stand ready, from today on. Enough for maintenance to fail unnoticed over a holiday.</summary>
    public const int DaysAhead = 14;

    /// <summary>The longest that a service may keep what it sent (service_retention), with some days for the purge.</summary>
    private const int MostDaysKept = 3660;

    private const string DayFormat = "yyyyMMdd";
    private const int MostTries = 20;
    private static readonly TimeSpan LockPatience = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    /// <summary>The day (UTC) whose tables hold a notification and its events.</summary>
    /// <param name="notificationId">A version 7 UUID, which begins with its time.</param>
    /// <param name="now">Ids from outside may name any day: none is looked for that is further away than hosts' clocks, or longer ago than anything is kept.</param>
    /// <returns>Eight digits, as the tables' names end; null for an id of no such day.</returns>
    public static string? DayOf(Guid notificationId, DateTimeOffset now)
    {
        Span<byte> bytes = stackalloc byte[16];
        notificationId.TryWriteBytes(bytes, bigEndian: true, out _);
        var milliseconds = (long)(BinaryPrimitives.ReadUInt64BigEndian(bytes) >> 16);
        return milliseconds >= now.AddDays(-MostDaysKept).ToUnixTimeMilliseconds() && milliseconds <= now.AddDays(1).ToUnixTimeMilliseconds()
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).ToString(DayFormat, CultureInfo.InvariantCulture)
            : null;
    }

    /// <summary>Adds ids of notifications (<c>ids</c>) and their bounds (<c>first</c>, <c>last</c>). A plan that was made for any ids leaves out other
    /// days' tables by bounds, and not by a list: without them it opens the table of each day.</summary>
    internal static NpgsqlCommand WithIds(this NpgsqlCommand command, Guid[] ids) =>
        command.With("ids", ids).With("first", ids.Min()).With("last", ids.Max());

    /// <summary>Runs a statement that names a day's tables.</summary>
    /// <returns>What it returns; the default where the day's tables have been dropped, or never were.</returns>
    /// <exception cref="PostgresException">As the statement threw it, when the tables are there: it is another one that lacks, or they are out of reach.</exception>
    internal static async Task<T?> UnlessGoneAsync<T>(NpgsqlDataSource database, string day, Func<Task<T>> run, CancellationToken cancellationToken)
    {
        try
        {
            return await run();
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UndefinedTable)
        {
            await using var command = database.CreateCommand(
                """
                select exists (
                  select
                    from pg_inherits i
                    join pg_class c on c.oid = i.inhrelid
                   where i.inhparent = 'notifications'::regclass and c.relname = 'notifications_' || $1)
                """);
            command.Parameters.Add(new() { Value = day });
            if ((bool)(await command.ExecuteScalarAsync(cancellationToken))!)
            {
                throw;
            }

            return default;
        }
    }

    /// <summary>Makes what is missing from yesterday (a host's clock may lag behind the database's) to <see cref="DaysAhead"/> days ahead. Cheap when nothing is.</summary>
    /// <returns>How many were made.</returns>
    public static async Task<int> MakeAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "select make_notification_partitions((now() at time zone 'utc')::date - 1, (now() at time zone 'utc')::date + $1)", connection)
        {
            Parameters = { new() { Value = DaysAhead } },
        };
        return (int)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Makes what is missing of a range of days that are past: for what is brought in from elsewhere.</summary>
    /// <param name="first">UTC; both days included.</param>
    public static async Task<int> MakeAsync(NpgsqlDataSource database, DateOnly first, DateOnly last, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(database);
        await using var command = database.CreateCommand("select make_notification_partitions($1, $2)");
        command.Parameters.Add(new() { Value = first });
        command.Parameters.Add(new() { Value = last });
        return (int)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Drops the partitions of a day: its notifications and what happened to them.</summary>
    /// <remarks>The lock shuts everybody out of the table. It is waited for only a moment, since inserts would queue up behind the wait; then again.</remarks>
    /// <param name="day">UTC.</param>
    /// <returns>False when somebody was reading all the time: the next run tries again.</returns>
    public static async Task<bool> DropAsync(NpgsqlDataSource database, DateOnly day, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(database);
        var suffix = day.ToString(DayFormat, CultureInfo.InvariantCulture);
        for (var tries = 0; tries < MostTries; tries++)
        {
            try
            {
                await using var connection = await database.OpenConnectionAsync(cancellationToken);
                await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
                await using var command = new NpgsqlCommand(
                    $"set local lock_timeout = '{LockPatience.TotalMilliseconds}ms'; drop table if exists notifications_{suffix}, notification_events_{suffix}", connection, transaction);
                await command.ExecuteNonQueryAsync(cancellationToken);
                await transaction.CommitAsync(CancellationToken.None);
                return true;
            }
            catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected)
            {
                await Task.Delay(Pause, cancellationToken);
            }
        }

        return false;
    }
}
