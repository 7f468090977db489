using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Notify.Benchmarks.Load.Works;

namespace Notify.Benchmarks.Load;

/// <summary>The whole platform under load, on this machine and loopback alone.</summary>
internal static class LoadVerb
{
    private static readonly IWork[] Works =
    [
        new BareAnswer(), new PostEmail(), new PostLatency(), new GetOne(), new Idle(),
        new EmailBacklog(TimeSpan.Zero, 3000), new EmailBacklog(TimeSpan.FromMilliseconds(10), 2000), new TextBacklog(),
        new PostAndSend(), new ScaleOut(), new BulkAndPriority(), new Memory(),
    ];

    public static IEnumerable<string> Names => Works.Select(work => work.Name).Distinct();

    public static async Task<int> RunAsync(bool quick, int passes, string? only, bool statements, bool json)
    {
        // Two worker processes against one need longer than any other work to be warm: not in a quick pass, unless asked for.
        var works = Works.Where(work => only is null ? !quick || work is not ScaleOut : work.Name == only).ToList();
        var results = new Dictionary<string, List<Measurement>>(StringComparer.Ordinal);
        if (quick)
        {
            // One database for all, emptied between the works: making one takes longer than some of them.
            await using var stage = await Stage.StartAsync(statements);
            foreach (var work in works)
            {
                await PassAsync(work, stage);
                await stage.ClearAsync();
            }
        }
        else
        {
            foreach (var work in works.SelectMany(work => Enumerable.Repeat(work, passes)))
            {
                // A fresh database and fresh processes each time: what one pass leaves behind is not the next one's burden.
                await using var stage = await Stage.StartAsync(statements);
                await PassAsync(work, stage);
            }
        }

        foreach (var (name, values) in results)
        {
            Print(name, values, json);
        }

        return results.Values.All(Reached) ? 0 : 1;

        async Task PassAsync(IWork work, Stage stage)
        {
            var begun = Stopwatch.GetTimestamp();
            var measurements = await work.RunAsync(stage, quick);
            await Console.Error.WriteLineAsync($"  ({work.Name}: {Number(Stopwatch.GetElapsedTime(begun).TotalSeconds)} s)");
            foreach (var measurement in measurements)
            {
                results.TryAdd(measurement.Work, []);
                results[measurement.Work].Add(measurement);
                if (!json)
                {
                    await Console.Error.WriteLineAsync($"  {measurement.Work}: {Number(measurement.Value)} {measurement.Unit}");
                }
            }

            if (statements)
            {
                await StatementCosts.PrintAsync(stage.Database);
            }
        }
    }

    private static void Print(string work, List<Measurement> values, bool json)
    {
        var first = values[0];
        var sorted = values.Select(value => value.Value).Order().ToList();
        if (json)
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(new
            {
                work,
                value = Median(values),
                unit = first.Unit,
                limit = first.Limit,
                least = sorted[0],
                most = sorted[^1],
                reached = Reached(values),
            }));
            return;
        }

        Console.Out.WriteLine(
            $"{work,-66} {Number(Median(values)),9} {first.Unit,-4} ({Number(sorted[0])} to {Number(sorted[^1])})   "
            + $"{(first.AtLeast ? "at least" : "at most")} {Number(first.Limit)}{(Reached(values) ? "" : "   NOT REACHED")}");
    }

    private static bool Reached(List<Measurement> values) => values[0].AtLeast ? Median(values) >= values[0].Limit : Median(values) <= values[0].Limit;

    private static double Median(List<Measurement> values)
    {
        var sorted = values.Select(value => value.Value).Order().ToList();
        return sorted[sorted.Count / 2];
    }

    private static string Number(double value) => value.ToString(value >= 100 ? "#,0" : "0.#", CultureInfo.InvariantCulture);
}
