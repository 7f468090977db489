using System.Globalization;
using Npgsql;

namespace Notify.Benchmarks.Load;

/// <summary>What PostgreSQL's own counting says of each statement: where a work's time in the database goes.</summary>
internal static class StatementCosts
{
    public static readonly IReadOnlyDictionary<string, string> Settings = new Dictionary<string, string>
    {
        ["shared_preload_libraries"] = "pg_stat_statements",
        ["pg_stat_statements.track"] = "all",
        ["pg_stat_statements.track_planning"] = "on",
    };

    public static async Task PrintAsync(NpgsqlDataSource database)
    {
        await using (var create = database.CreateCommand("create extension if not exists pg_stat_statements"))
        {
            await create.ExecuteNonQueryAsync();
        }

        await using var command = database.CreateCommand(
            """
            select toplevel, calls, total_exec_time + total_plan_time, (total_exec_time + total_plan_time) / calls, total_plan_time / calls, plans::double precision / calls,
                   rows::double precision / calls, regexp_replace(query, '\s+', ' ', 'g')
              from pg_stat_statements
             where calls > 0
             order by 3 desc
             limit 16
            """);
        await Console.Error.WriteLineAsync("      total ms     calls   ms each  planning  plans each  rows each  statement (> inside another)");
        await using var row = await command.ExecuteReaderAsync();
        while (await row.ReadAsync())
        {
            var query = row.GetString(7);
            await Console.Error.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"    {row.GetDouble(2),10:0} {row.GetInt64(1),9} {row.GetDouble(3),9:0.000} {row.GetDouble(4),9:0.000} {row.GetDouble(5),11:0.00} {row.GetDouble(6),10:0.0}  {(row.GetBoolean(0) ? "" : "> ")}{query[..Math.Min(110, query.Length)]}"));
        }
    }
}
