using System.Text.Json;
using Notify.Core;
using Notify.Core.Notifications;
using Notify.Core.Services;
using Notify.Data;
using Notify.Data.Idempotency;
using Notify.Data.Notifications;
using Npgsql;

namespace Notify.Benchmarks.Sizes;

/// <summary><c>size [--rows N] [--json]</c>: whether inserting and looking up are as fast among millions of rows as among a hundred thousand, how long it
/// takes to drop a day, and what keeping totals costs. Ten days of rows, fifty services.</summary>
internal sealed class SizeRun(BenchmarkDatabase database, bool json)
{
    private const int Small = 100_000;
    private const int Days = 10;
    private const double Within = 0.15;
    private const double DropWithin = 1;
    private const int Passes = 5;
    private static readonly TimeSpan PassLength = TimeSpan.FromSeconds(2);
    private static readonly int[] BatchSizes = [1, 8, 64, 500];

    private readonly NotificationStore _notifications = new(database.Source, database.Keys);
    private readonly AcceptStore _accepting = new(database.Hot, database.Keys, new IdempotencyStore(database.Source, database.Keys), TimeProvider.System);

    private bool _isReached = true;

    private NotificationReader Reader => new(database.Source, database.Hot, _notifications);

    public static async Task<int> RunAsync(int rows, bool json)
    {
        await using var database = await BenchmarkDatabase.StartAsync();
        var run = new SizeRun(database, json);
        await run.RunAsync(rows);
        return run._isReached ? 0 : 1;
    }

    private async Task RunAsync(int rows)
    {
        await database.RunAsync("insert into services (id, name) select gen_random_uuid(), 'Service ' || n from generate_series(1, 50) as n");
        await database.RunAsync("select make_notification_partitions((now() at time zone 'utc')::date - 10, (now() at time zone 'utc')::date + 1)");
        if (!json)
        {
            Console.WriteLine($"{"",-34}{"100,000",12}{"",12}{rows,14:N0}");
        }

        await FillAsync(0, Small);
        var few = await MeasureAsync();
        await FillAsync(Small, rows);
        var many = await MeasureAsync();
        foreach (var (name, (value, range)) in few)
        {
            var (later, laterRange) = many[name];
            var isReached = later >= value * (1 - Within);
            _isReached &= isReached;
            if (json)
            {
                Print(name, later, "/s", value * (1 - Within), isReached);
                continue;
            }

            Console.WriteLine($"{name,-34}{value,12:N0} {range,-12}{later,12:N0} {laterRange,-14}{(later / value) - 1,8:P0}{(isReached ? "" : "   NOT REACHED")}");
        }

        await DropAsync();
        if (!json)
        {
            await CostOfTotalsAsync();
        }
    }

    /// <summary>Rows spread over the days before today and today.</summary>
    private async Task FillAsync(int from, int to)
    {
        const int Step = 250_000;
        var began = TimeProvider.System.GetTimestamp();
        for (var at = from; at < to; at += Step)
        {
            await database.RunAsync(
                """
                with numbered as materialized (
                  select n, now() - make_interval(secs => 86400.0 * ((n::bigint * 7919) % 1000003) / 1000003 * $3) as at,
                         (select array_agg(id) from services) as services
                    from generate_series($1, $2) as n)
                insert into notifications (id, service_id, channel, status, key_type, template_id, template_version, recipient, recipient_as_sent, personalisation,
                                           reference, sender, created_at, sent_at, updated_at, provider, provider_reference)
                select (left(uuid_at(at)::text, 13) || right(gen_random_uuid()::text, 23))::uuid, services[1 + n % 50], 'email', 'delivered', 'normal',
                       '9d751e0e-f929-4891-82a1-a3e1c3c18ee3', 1, 'person' || n || '@example.com', 'person' || n || '@example.com',
                       null, 'reference ' || n, 'service@notify.example', at, at, at, 'smtp', 'provider reference ' || n
                  from numbered
                """,
                at, Math.Min(at + Step, to) - 1, Days);
        }

        var seconds = TimeProvider.System.GetElapsedTime(began).TotalSeconds;
        await database.RunAsync("vacuum analyze notifications");

        // What filling left to be written is not the burden of what is measured next.
        await database.RunAsync("checkpoint");
        Console.Error.WriteLine($"{to - from:N0} rows in {seconds:N1} s ({(to - from) / seconds:N0}/s)");
    }

    private async Task<Dictionary<string, (double Median, string Range)>> MeasureAsync()
    {
        var known = new List<(Guid Service, Guid Id, string Reference)>();
        await using (var command = database.Source.CreateCommand(
            "select service_id, id, reference from notifications tablesample system (5) where reference is not null order by random() limit 5000"))
        {
            command.CommandTimeout = 0;
            await using var row = await command.ExecuteReaderAsync();
            while (await row.ReadAsync())
            {
                known.Add((row.GetGuid(0), row.GetGuid(1), row.GetString(2)));
            }
        }

        var services = known.Select(one => one.Service).Distinct().ToArray();
        return new()
        {
            ["inserted, batches of 256 (rows/s)"] = await RateAsync(1, 256, _ => AcceptAsync(services[0], 256)),
            ["by id (look-ups/s)"] = await RateAsync(4, 1, i => _notifications.FindAsync(known[i % known.Count].Service, known[i % known.Count].Id, CancellationToken.None)),
            ["newest 50 of a service (pages/s)"] = await RateAsync(4, 1, i => Reader.ListAsync(services[i % services.Length], Filter(null), 50, CancellationToken.None)),
            ["by reference (look-ups/s)"] = await RateAsync(
                4, 1, i => Reader.ListAsync(known[i % known.Count].Service, Filter(known[i % known.Count].Reference), 250, CancellationToken.None)),
        };
    }

    private static NotificationFilter Filter(string? reference) => new() { KeyType = KeyType.Normal, Reference = reference, IncludeJobs = true };

    private async Task AcceptAsync(Guid serviceId, int size)
    {
        var batch = Enumerable.Range(0, size).Select(i => _accepting.Prepare(
            new NewNotification
            {
                Id = Ids.New(TimeProvider.System),
                ServiceId = serviceId,
                Channel = Channel.Email,
                Lane = Lane.Normal,
                KeyType = KeyType.Normal,
                TemplateId = Guid.Parse("9d751e0e-f929-4891-82a1-a3e1c3c18ee3"),
                TemplateVersion = 1,
                Recipient = "amala@example.com",
                RecipientAsSent = "amala@example.com",
                Personalisation = """{"name":"Amala","date":"tomorrow"}"""u8.ToArray(),
                Reference = $"new {i}",
                Sender = "service@notify.example",
                CreatedAt = TimeProvider.System.GetUtcNow(),
            },
            new DailyAllowance(DailyKind.Email, int.MaxValue))).ToArray();
        await _accepting.AcceptAsync(batch, CancellationToken.None);
    }

    private static async Task<(double Median, string Range)> RateAsync(int workers, int unit, Func<int, Task> once)
    {
        var rates = new List<double>();
        for (var pass = 0; pass <= Passes; pass++)
        {
            var began = TimeProvider.System.GetTimestamp();
            var done = 0;
            await Task.WhenAll(Enumerable.Range(0, workers).Select(worker => Task.Run(async () =>
            {
                for (var i = worker * 1009; TimeProvider.System.GetElapsedTime(began) < PassLength; i++)
                {
                    await once(i);
                    Interlocked.Increment(ref done);
                }
            })));
            if (pass > 0)
            {
                // The first warms up.
                rates.Add(done * (double)unit / TimeProvider.System.GetElapsedTime(began).TotalSeconds);
            }
        }

        rates.Sort();
        return (rates[rates.Count / 2], $"({rates[0]:N0}-{rates[^1]:N0})");
    }

    private async Task DropAsync()
    {
        var day = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime).AddDays(-5);
        long rows;
        await using (var count = database.Source.CreateCommand($"select count(*) from notifications_{day:yyyyMMdd}"))
        {
            rows = (long)(await count.ExecuteScalarAsync())!;
        }

        var began = TimeProvider.System.GetTimestamp();
        await Partitions.DropAsync(database.Source, day, CancellationToken.None);
        var took = TimeProvider.System.GetElapsedTime(began).TotalSeconds;
        _isReached &= took <= DropWithin;
        if (json)
        {
            Print("dropping a day", took, "s", DropWithin, took <= DropWithin);
            return;
        }

        Console.WriteLine($"{"dropping a day (seconds)",-34}{took,12:N3}  of {rows:N0} rows{(took <= DropWithin ? "" : "   NOT REACHED")}");
    }

    private static void Print(string work, double value, string unit, double limit, bool reached) =>
        Console.WriteLine(JsonSerializer.Serialize(new { work, value, unit, limit, reached }));

    /// <summary>Accepting with the triggers that keep totals, and without.</summary>
    private async Task CostOfTotalsAsync()
    {
        Guid serviceId;
        await using (var one = database.Source.CreateCommand("select id from services limit 1"))
        {
            serviceId = (Guid)(await one.ExecuteScalarAsync())!;
        }

        foreach (var size in BatchSizes)
        {
            await database.RunAsync("alter table notifications disable trigger count_stored");
            var (without, _) = await RateAsync(1, size, _ => AcceptAsync(serviceId, size));
            await database.RunAsync("alter table notifications enable trigger count_stored");
            var (with, _) = await RateAsync(1, size, _ => AcceptAsync(serviceId, size));
            Console.WriteLine($"{$"accepting {size} at once (rows/s)",-34}{without,12:N0}  without totals{with,12:N0}  with{(with / without) - 1,8:P0}");
        }

        foreach (var size in BatchSizes)
        {
            await database.RunAsync("alter table notifications disable trigger count_moved");
            var (without, _) = await RateAsync(1, size, _ => MoveAsync(serviceId, size));
            await database.RunAsync("alter table notifications enable trigger count_moved");
            var (with, _) = await RateAsync(1, size, _ => MoveAsync(serviceId, size));
            Console.WriteLine($"{$"moving {size} at once (rows/s)",-34}{without,12:N0}  without totals{with,12:N0}  with{(with / without) - 1,8:P0}");
        }
    }

    /// <summary>By ids, from one status to another.</summary>
    private async Task MoveAsync(Guid serviceId, int size)
    {
        await using var command = new NpgsqlCommand(
            """
            with chosen as materialized (
              select id from notifications where service_id = @service order by id desc limit @size)
            update notifications n
               set status = case when status = 'created' then 'sending' else 'created' end, updated_at = now()
              from chosen
             where n.id = any(array(select id from chosen)) and n.id = chosen.id
            """)
        {
            Parameters = { new("service", serviceId), new("size", size) },
        };
        await using var connection = await database.Source.OpenConnectionAsync();
        command.Connection = connection;
        await command.ExecuteNonQueryAsync();
    }
}
