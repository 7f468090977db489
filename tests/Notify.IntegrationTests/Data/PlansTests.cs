using System.Text.RegularExpressions;
using Notify.Data;
using Notify.TestKit.Server;
using Npgsql;

namespace Notify.IntegrationTests.Data;

/// <summary>How PostgreSQL runs statements that are planned once, for whatever ids.</summary>
public sealed partial class PlansTests(NotifyDatabase database) : IClassFixture<NotifyDatabase>
{
    [Theory]
    [InlineData("show", "service_ids uuid[], ids uuid[], first uuid, last uuid")]
    [InlineData("read_claimed", "ids uuid[], first uuid, last uuid")]
    public async Task Statement_about_some_notifications_opens_the_tables_of_their_day_only(string statement, string parameters)
    {
        await using var hot = new HotDatabase(database.ConnectionString);
        await using var connection = await hot.Source.OpenConnectionAsync();
        string[] names = [.. parameters.Split(", ").Select(one => one.Split(' ')[0])];
        string[] types = [.. parameters.Split(", ").Select(one => one.Split(' ')[1])];
        await RunAsync($"prepare statement ({string.Join(", ", types)}) as {Numbered(Text(statement), names)}");
        var today = $"'{Core.Ids.New(TimeProvider.System)}'::uuid";

        await using var explain = new NpgsqlCommand(
            $"explain (costs off) execute statement ({string.Join(", ", types.Select(type => type == "uuid" ? today : $"array[{today}]"))})", connection);
        var plan = new List<string>();
        await using (var row = await explain.ExecuteReaderAsync())
        {
            while (await row.ReadAsync())
            {
                plan.Add(row.GetString(0));
            }
        }

        Assert.Equal(
            [$"notifications_{TimeProvider.System.GetUtcNow():yyyyMMdd}"],
            plan.Select(line => TableOfDay().Match(line)).Where(match => match.Success).Select(match => match.Value).Distinct());

        async Task RunAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync();
        }
    }

    [GeneratedRegex(@"(?<= on )notifications_\d{8}")]
    private static partial Regex TableOfDay();

    private static string Text(string statement)
    {
        using var stream = typeof(HotDatabase).Assembly.GetManifestResourceStream($"Notify.Data.Notifications.{statement}.sql")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static string Numbered(string sql, string[] names) => names
        .Select((name, i) => (name, number: i + 1))
        .Aggregate(sql, (text, one) => Regex.Replace(text, $@"@{one.name}\b", $"$${one.number}"));
}
