using Npgsql;

namespace Notify.Data;

/// <summary>The daily partitions of notifications and their events.</summary>
public static class Partitions
{
    /// <summary>Days for which partitions stand ready, from today on. Enough for maintenance to fail unnoticed over a holiday.</summary>
    public const int DaysAhead = 14;

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
}
