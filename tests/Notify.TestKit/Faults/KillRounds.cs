using System.Diagnostics;

namespace Notify.TestKit.Faults;

/// <summary>Who is killed in a round.</summary>
public enum Victim
{
    Worker,
    Api,
    Database,
}

/// <summary>Posts and sends e-mails and texts without pause while worker, API and PostgreSQL are killed, one a round, at random moments, and started anew.</summary>
public static class KillRounds
{
    /// <summary>Most that a round waits for what was accepted before its kill.</summary>
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    /// <summary>How long the servers take to answer, so that messages are in flight at every moment.</summary>
    private static readonly TimeSpan Answering = TimeSpan.FromMilliseconds(50);

    /// <param name="say">Hears of each round.</param>
    public static async Task<KillResult> RunAsync(int rounds, int seed, Action<string> say)
    {
        ArgumentNullException.ThrowIfNull(say);
        await using var postgres = await OwnPostgres.StartAsync();
        await using var run = await FaultRun.PrepareAsync(postgres.ConnectionString, postgres.DataFolder, new CountingMailServer { Delay = Answering });
        run.Add(new CountingCarrier { Delay = Answering });
        var sinks = run.Posters.ConvertAll(poster => poster.Sink);
        sinks.ForEach(sink => sink.Start(run.Port));
        var api = await run.StartAsync("api");
        var worker = await run.StartAsync("worker");
        var random = new Random(seed);
        var slowest = TimeSpan.Zero;
        var exposures = new Dictionary<string, int>(StringComparer.Ordinal);
        run.Posters.ForEach(poster => poster.Start());
        for (var round = 0; round < rounds; round++)
        {
            // The first three take turns, so that a short run has them all.
            var victim = (Victim)(round < 3 ? round : random.Next(3));
            await WaitForArrivalsAsync(run, 20);
            await Task.Delay(random.Next(100, 1500));
            var accepted = run.Posters.ConvertAll(poster => poster.Accepted.ToList());
            var doubledBefore = Doubled(run);
            var watch = Stopwatch.StartNew();
            var exposed = new List<string>();
            switch (victim)
            {
                case Victim.Worker:
                    await worker.KillAsync();
                    await FaultRun.UntilAsync(() => sinks.TrueForAll(sink => sink.Connections == 0), "the dead worker's connections are read to their end");
                    exposed = [.. (await run.HeldAsync()).Where(recipient => sinks.Exists(sink => sink.Arrivals.ContainsKey(recipient)))];
                    worker = await run.StartAsync("worker");
                    break;
                case Victim.Api:
                    await api.KillAsync();
                    api = await run.StartAsync("api");
                    break;
                case Victim.Database:
                    await postgres.KillAsync();
                    var handedOver = sinks.SelectMany(sink => sink.Begun).ToHashSet(StringComparer.Ordinal);
                    await postgres.RestartAsync();

                    // What was recorded by then is held no more, and nobody frees a row in the first seconds.
                    exposed = [.. (await run.HeldAsync()).Where(handedOver.Contains)];
                    break;
            }

            var arrived = sinks.ConvertAll(sink => sink.Arrivals.Values.Sum());
            var missing = accepted.Sum(posted => posted.Count);
            while (watch.Elapsed < Bound && (missing > 0 || sinks.Where((sink, i) => sink.Arrivals.Values.Sum() == arrived[i]).Any()))
            {
                missing = accepted.Select((posted, i) => posted.Count(recipient => !sinks[i].Arrivals.ContainsKey(recipient))).Sum();
                await Task.Delay(20);
            }

            slowest = watch.Elapsed > slowest ? watch.Elapsed : slowest;
            foreach (var recipient in exposed)
            {
                exposures[recipient] = exposures.GetValueOrDefault(recipient) + 1;
            }

            say($"round {round + 1}: {victim} killed, {exposed.Count} in flight, back after {watch.Elapsed.TotalSeconds:0.0} s, {missing} missing, {Doubled(run) - doubledBefore} doubled, {run.Posters.Sum(poster => poster.Count)} accepted so far");
        }

        foreach (var poster in run.Posters)
        {
            await poster.StopAsync();
        }

        var isEmpty = await run.WaitUntilAllArrivedAsync(Bound);
        var unreported = await run.WaitUntilAllReportedAsync(Bound);
        say($"{rounds} rounds: {await run.TallyAsync()}, texts without a receipt {unreported}");
        return new KillResult(
            rounds,
            run.Posters.Sum(poster => poster.Count),
            run.Posters.Sum(poster => poster.Missing),
            Doubled(run),
            exposures.Values.Sum(),
            Math.Round(slowest.TotalSeconds, 1))
        {
            IsQueueEmpty = isEmpty,
            Unreported = unreported,
            Unexplained = sinks.SelectMany(sink => sink.Arrivals).Sum(arrival => Math.Max(0, arrival.Value - 1 - exposures.GetValueOrDefault(arrival.Key))),
        };
    }

    private static int Doubled(FaultRun run) => run.Posters.Sum(poster => poster.Doubled);

    private static async Task WaitForArrivalsAsync(FaultRun run, int more)
    {
        var before = run.Posters.ConvertAll(poster => poster.Sink.Arrivals.Count);
        await FaultRun.UntilAsync(
            () => run.Posters.Select((poster, i) => poster.Sink.Arrivals.Count >= before[i] + more).All(isEnough => isEnough), "e-mails and texts arrive again");
    }
}

/// <param name="Accepted">Answered with 201.</param>
/// <param name="Lost">Accepted, and not at its server within the bound.</param>
/// <param name="Doubled">Arrivals beyond one of each.</param>
/// <param name="InFlightAtKill">Handed to a connection and not recorded at the kills, summed: messages at a server at that moment whose
/// rows were still held by a worker, for kills of the database as it knows them when it is back.</param>
/// <param name="RecoverySeconds">The longest of all rounds, from the kill until all that was accepted before it had arrived and new ones arrived, too.</param>
public sealed record KillResult(int Rounds, int Accepted, int Lost, int Doubled, int InFlightAtKill, double RecoverySeconds)
{
    /// <summary>The longest recovery that is good enough.</summary>
    public const double MostRecoverySeconds = 30;

    /// <summary>Arrivals beyond one of each whose message was not in flight at any kill: none may be.</summary>
    public required int Unexplained { get; init; }

    /// <summary>Texts that were reported as delivered and are not recorded as such: none may be.</summary>
    public required long Unreported { get; init; }

    /// <summary>Whether everything had arrived and no row was left in the queue at the end.</summary>
    public required bool IsQueueEmpty { get; init; }

    public bool Holds => Lost == 0 && IsQueueEmpty && Doubled <= InFlightAtKill && Unexplained == 0 && Unreported == 0 && RecoverySeconds <= MostRecoverySeconds;
}
