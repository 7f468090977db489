using System.Text.Json;

namespace Notify.Conformance;

/// <summary>Counts for each operation how many answers agree, which departures explain the others, and what nothing explains.</summary>
public sealed class Account
{
    private readonly SortedDictionary<string, Tally> _operations = new(StringComparer.Ordinal);

    public bool IsExplained => _operations.Values.All(tally => tally.Unexplained.Count == 0);

    /// <param name="recorded">The original's answers, a JSON object a line.</param>
    /// <param name="candidate">The answers to compare with them, in any order; a missing one counts as unexplained.</param>
    public static Account Of(IEnumerable<string> recorded, IEnumerable<string> candidate)
    {
        var account = new Account();
        var answers = Parsed(candidate).ToDictionary(Id, StringComparer.Ordinal);
        foreach (var answer in Parsed(recorded))
        {
            account.Add(answer, answers.TryGetValue(Id(answer), out var ours) ? ours : null);
        }

        return account;
    }

    public void Print(TextWriter to)
    {
        foreach (var (operation, tally) in _operations)
        {
            to.WriteLine($"{operation}: {tally.Cases} cases, {tally.Equal} equal, {tally.Unexplained.Count} unexplained");
            foreach (var (departure, count) in tally.Departures)
            {
                to.WriteLine($"  {departure}: {count}");
            }

            foreach (var (id, fields) in tally.Unexplained)
            {
                to.WriteLine($"  unexplained: {id} {string.Join(' ', fields)}");
            }
        }
    }

    private static IEnumerable<JsonElement> Parsed(IEnumerable<string> lines) =>
        lines.Where(line => !string.IsNullOrWhiteSpace(line)).Select(line => JsonElement.Parse(line));

    private static string Id(JsonElement answer) => answer.GetProperty("id").ToString();

    private void Add(JsonElement recorded, JsonElement? ours)
    {
        var operation = recorded.Text("op");
        if (!_operations.TryGetValue(operation, out var tally))
        {
            _operations.Add(operation, tally = new());
        }

        tally.Cases++;
        if (ours is not { } answer)
        {
            tally.Unexplained.Add((Id(recorded), ["missing"]));
            return;
        }

        var differences = Comparison.Differences(recorded, answer).ToLookup(field => Comparison.Explain(recorded, answer, field));
        tally.Equal += differences.Count == 0 ? 1 : 0;
        if (differences.Contains(null))
        {
            tally.Unexplained.Add((Id(recorded), [.. differences[null]]));
        }

        foreach (var departure in differences.Select(group => group.Key).OfType<string>())
        {
            tally.Departures[departure] = tally.Departures.GetValueOrDefault(departure) + 1;
        }
    }

    private sealed class Tally
    {
        public int Cases { get; set; }

        public int Equal { get; set; }

        public SortedDictionary<string, int> Departures { get; } = new(StringComparer.Ordinal);

        public List<(string Id, IReadOnlyList<string> Fields)> Unexplained { get; } = [];
    }
}
