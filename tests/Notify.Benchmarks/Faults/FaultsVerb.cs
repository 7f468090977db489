using System.Globalization;
using System.Text.Json;
using Notify.TestKit.Faults;

namespace Notify.Benchmarks.Faults;

/// <summary>Kills worker, API and PostgreSQL under load and counts what was lost or doubled.</summary>
internal static class FaultsVerb
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <returns>0 when something was in flight and nothing lost, no more doubled than was in flight, and each recovery quick enough.</returns>
    public static async Task<int> RunAsync(int rounds, int seed, bool json)
    {
        await Console.Error.WriteLineAsync($"{rounds} rounds, seed {seed}");
        var result = await KillRounds.RunAsync(rounds, seed, Console.Error.WriteLine);
        if (json)
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(
                new { result.Rounds, result.Accepted, result.Lost, result.Doubled, result.InFlightAtKill, result.RecoverySeconds }, Json));
        }
        else
        {
            Print("rounds", result.Rounds, "");
            Print("accepted", result.Accepted, "");
            Print("lost", result.Lost, "0");
            Print("doubled", result.Doubled, "at most those in flight");
            Print("in flight at kill", result.InFlightAtKill, "");
            Print("recovery, seconds", result.RecoverySeconds, $"at most {KillResult.MostRecoverySeconds:0}");
        }

        if (result.Unexplained > 0)
        {
            await Console.Error.WriteLineAsync($"{result.Unexplained} messages came twice that were not in flight at any kill");
        }

        if (result.Unreported > 0 || !result.IsQueueEmpty)
        {
            await Console.Error.WriteLineAsync($"{result.Unreported} texts are without their receipt; rows are {(result.IsQueueEmpty ? "not " : "")}left in the queue");
        }

        if (result.InFlightAtKill == 0)
        {
            await Console.Error.WriteLineAsync("Nothing was in flight at any kill, so nothing is proved");
        }

        return result.Holds && result.InFlightAtKill > 0 ? 0 : 1;
    }

    private static void Print(string what, double value, string limit) =>
        Console.Out.WriteLine($"{what,-20} {value.ToString("0.#", CultureInfo.InvariantCulture),9}   {limit}");
}
