using System.CommandLine;
using Notify.Benchmarks.Faults;
using Notify.Benchmarks.Load;
using Notify.Benchmarks.Sizes;

namespace Notify.Benchmarks;

/// <summary>What is run by name and not by BenchmarkDotNet.</summary>
internal static class Verbs
{
    public static IReadOnlyList<string> Names { get; } = [.. Create().Subcommands.Select(command => command.Name)];

    public static RootCommand Create() => new("Measures the whole platform, on this machine and loopback alone") { Load(), Faults(), Size(), Bulk() };

    private static Command Load()
    {
        var quick = new Option<bool>("--quick") { Description = "One pass of each, in less than two minutes" };
        var passes = Count("--passes", "Of each work; the median is shown", 5);
        var only = new Option<string?>("--only") { Description = "One work" };
        only.AcceptOnlyFromAmong([.. LoadVerb.Names]);
        var statements = new Option<bool>("--statements") { Description = "Also show where PostgreSQL spends its time" };
        var json = Json();
        var command = new Command("load", "Puts accepting, reading and sending under load") { quick, passes, only, statements, json };
        command.SetAction((arguments, _) => LoadVerb.RunAsync(
            arguments.GetValue(quick), arguments.GetValue(passes), arguments.GetValue(only), arguments.GetValue(statements), arguments.GetValue(json)));
        return command;
    }

    private static Command Faults()
    {
        var rounds = Count("--rounds", "Of kills, one each", 50);
        var seed = new Option<int?>("--seed") { Description = "Of whom to kill when; without it another one each time" };
        var json = Json();
        var command = new Command("faults", "Kills worker, API and PostgreSQL under load and counts what was lost or doubled") { rounds, seed, json };
        command.SetAction((arguments, _) => FaultsVerb.RunAsync(arguments.GetValue(rounds), arguments.GetValue(seed) ?? Random.Shared.Next(), arguments.GetValue(json)));
        return command;
    }

    private static Command Size()
    {
        var rows = Count("--rows", "Notifications to fill in", 10_000_000);
        var json = Json();
        var command = new Command("size", "Compares inserting and looking up with many rows and with few, and drops a day") { rows, json };
        command.SetAction((arguments, _) => SizeRun.RunAsync(arguments.GetValue(rows), arguments.GetValue(json)));
        return command;
    }

    private static Command Bulk()
    {
        var passes = Count("--passes", "Of 100,000 rows each", 5);
        var command = new Command("bulk", "Turns the rows of a bulk send into notifications") { passes };
        command.SetAction((arguments, _) => BulkRun.RunAsync(arguments.GetValue(passes)));
        return command;
    }

    private static Option<bool> Json() => new("--json") { Description = "Print JSON" };

    private static Option<int> Count(string name, string description, int usual)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => usual };
        option.Validators.Add(result =>
        {
            if (result.GetValue(option) < 1)
            {
                result.AddError($"{name} is a number from 1");
            }
        });
        return option;
    }
}
