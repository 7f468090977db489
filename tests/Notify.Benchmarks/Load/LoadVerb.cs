using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Notify.Benchmarks.Load.Works;

namespace Notify.Benchmarks.Load;

/// <summary>The whole platform under load, on this machine and loopback alone.</summary>
internal static class LoadVerb
{
    private const int UsualPasses = 5;

    private static readonly IWork[] Works =
    [
        new BareAnswer(), new PostEmail(), new PostLatency(), new GetOne(), new Idle(),
        new EmailBacklog(TimeSpan.Zero, 3000), new EmailBacklog(TimeSpan.FromMilliseconds(10), 2000), new TextBacklog(),
        new PostAndSend(), new ScaleOut(), new BulkAndPriority(), new Memory(),
    ];

    private const string Usage = "load [--quick | --passes N] [--json] [--only WORK] [--statements]";

    private static readonly string[] Known = ["--quick", "--passes", "--json", "--only", "--statements"];

    public static async Task<int> RunAsync(string[] options)
    {
        if (options.FirstOrDefault(option => option.StartsWith('-') && !Known.Contains(option)) is { } unknown)
        {
            // Not half an hour of load for a slip of the fingers.
            await Console.Error.WriteLineAsync($"{(unknown is "--help" or "-h" ? "" : $"There is no option {unknown}. ")}{Usage}, with a WORK of {string.Join(", ", Works.Select(work => work.Name))}");
            return unknown is "--help" or "-h" ? 0 : 2;
        }

        var quick = options.Contains("--quick");
        var json = options.Contains("--json");
        var statements = options.Contains("--statements");
        var passes = Array.IndexOf(options, "--passes") is var number && number >= 0 && number + 1 < options.Length
            ? int.Parse(options[number + 1], CultureInfo.InvariantCulture)
            : UsualPasses;
        var only = Array.IndexOf(options, "--only") is var at && at >= 0 && at + 1 < options.Length ? options[at + 1] : null;

        // Two worker processes against one need longer than any other work to be warm: not in a quick pass, unless asked for.
        var works = Works.Where(work => only is null ? !quick || work is not ScaleOut : work.Name == only).ToList();
        if (works.Count == 0)
        {
            await Console.Error.WriteLineAsync($"There is no work '{only}': {string.Join(", ", Works.Select(work => work.Name))}");
            return 2;
        }

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
