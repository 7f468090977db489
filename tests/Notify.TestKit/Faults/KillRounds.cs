using System.Diagnostics;

namespace Notify.TestKit.Faults;

/// <summary>Who is killed in a round.</summary>
public enum Victim
{
    Worker,
    Api,
    Database,
}

/// <summary>Posts and sends without pause while worker, API and PostgreSQL are killed, one a round, at random moments, and started anew.</summary>
public static class KillRounds
{
    /// <summary>Most that a round waits for what was accepted before its kill.</summary>
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    /// <param name="say">Hears of each round.</param>
    public static async Task<KillResult> RunAsync(int rounds, int seed, Action<string> say)
    {
        ArgumentNullException.ThrowIfNull(say);
        await using var postgres = await OwnPostgres.StartAsync();
        await using var run = await FaultRun.PrepareAsync(postgres.ConnectionString, postgres.DataFolder);
        run.Sink.Start();
        var api = await run.StartAsync("api");
        var worker = await run.StartAsync("worker");
        var random = new Random(seed);
        var slowest = TimeSpan.Zero;
        var exposures = new Dictionary<string, int>(StringComparer.Ordinal);
        run.Poster.Start();
        for (var round = 0; round < rounds; round++)
        {
            // The first three take turns, so that a short run has them all.
            var victim = (Victim)(round < 3 ? round : random.Next(3));
            await WaitForArrivalsAsync(run, 20);
            await Task.Delay(random.Next(100, 1500));
            var accepted = run.Poster.Accepted.ToList();
            var doubledBefore = Doubled(run);
            var watch = Stopwatch.StartNew();
            var exposed = new List<string>();
            switch (victim)
            {
                case Victim.Worker:
                    await worker.KillAsync();
                    await FaultRun.UntilAsync(() => run.Sink.Connections == 0, "the dead worker's connections are read to their end");
                    exposed = [.. (await run.HeldAsync()).Where(run.Sink.Arrivals.ContainsKey)];
                    worker = await run.StartAsync("worker");
                    break;
                case Victim.Api:
                    await api.KillAsync();
                    api = await run.StartAsync("api");
                    break;
                case Victim.Database:
                    await postgres.KillAsync();
                    var handedOver = run.Sink.Begun.ToHashSet(StringComparer.Ordinal);
                    await postgres.RestartAsync();

                    // What was recorded by then is held no more, and nobody frees a row in the first seconds.
                    exposed = [.. (await run.HeldAsync()).Where(handedOver.Contains)];
                    break;
            }

            var (already, missing) = (run.Sink.Arrivals.Values.Sum(), accepted.Count);
            while (watch.Elapsed < Bound && (missing > 0 || run.Sink.Arrivals.Values.Sum() == already))
            {
                missing = accepted.Count(recipient => !run.Sink.Arrivals.ContainsKey(recipient));
                await Task.Delay(20);
            }

            slowest = watch.Elapsed > slowest ? watch.Elapsed : slowest;
            foreach (var recipient in exposed)
            {
                exposures[recipient] = exposures.GetValueOrDefault(recipient) + 1;
            }

            say($"round {round + 1}: {victim} killed, {exposed.Count} in flight, back after {watch.Elapsed.TotalSeconds:0.0} s, {missing} missing, {Doubled(run) - doubledBefore} doubled, {run.Poster.Count} accepted so far");
        }

        await run.Poster.StopAsync();
        var isEmpty = await run.WaitUntilAllArrivedAsync(Bound);
        say($"{rounds} rounds: {await run.TallyAsync()}");
        return new KillResult(rounds, run.Poster.Count, run.Poster.Missing, Doubled(run), exposures.Values.Sum(), Math.Round(slowest.TotalSeconds, 1))
        {
            IsQueueEmpty = isEmpty,
            Unexplained = run.Sink.Arrivals.Sum(arrival => Math.Max(0, arrival.Value - 1 - exposures.GetValueOrDefault(arrival.Key))),
        };
    }

    private static int Doubled(FaultRun run) => run.Sink.Arrivals.Values.Sum(arrivals => arrivals - 1);

    private static async Task WaitForArrivalsAsync(FaultRun run, int more)
    {
        var before = run.Sink.Arrivals.Count;
        await FaultRun.UntilAsync(() => run.Sink.Arrivals.Count >= before + more, "e-mails arrive again");
    }
}

/// <param name="Accepted">Answered with 201.</param>
/// <param name="Lost">Accepted, and not at the mail server within the bound.</param>
/// <param name="Doubled">Arrivals beyond one of each.</param>
/// <param name="InFlightAtKill">Handed to a connection and not recorded at the kills, summed: messages at the mail server at that moment whose
/// rows were still held by a worker, for kills of the database as it knows them when it is back.</param>
/// <param name="RecoverySeconds">The longest of all rounds, from the kill until all that was accepted before it had arrived and new e-mails arrived, too.</param>
public sealed record KillResult(int Rounds, int Accepted, int Lost, int Doubled, int InFlightAtKill, double RecoverySeconds)
{
    /// <summary>The longest recovery that is good enough.</summary>
    public const double MostRecoverySeconds = 30;

    /// <summary>Arrivals beyond one of each whose message was not in flight at any kill: none may be.</summary>
    public required int Unexplained { get; init; }

    /// <summary>Whether everything had arrived and no row was left in the queue at the end.</summary>
    public required bool IsQueueEmpty { get; init; }

    public bool Holds => Lost == 0 && IsQueueEmpty && Doubled <= InFlightAtKill && Unexplained == 0 && RecoverySeconds <= MostRecoverySeconds;
}
