namespace Notify.UnitTests.Templates;

/// <summary>Reads <c>DEPARTURES.md</c>: which recorded answers may differ, and in which fields.</summary>
internal static class Departures
{
    /// <summary>The fields, such as <c>render_email.html</c>, that may differ in each case.</summary>
    public static IReadOnlyDictionary<string, HashSet<string>> ByCase { get; } = All()
        .GroupBy(listed => listed.Id, StringComparer.Ordinal)
        .ToDictionary(listed => listed.Key, listed => listed.Select(each => each.Field).ToHashSet(StringComparer.Ordinal), StringComparer.Ordinal);

    /// <summary>Every case with every field of each departure that lists it.</summary>
    public static IEnumerable<(string Departure, string Id, string Field)> All()
    {
        var departure = "";
        string[] fields = [];
        foreach (var line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Conformance", "DEPARTURES.md")))
        {
            if (line.StartsWith("## ", StringComparison.Ordinal))
            {
                departure = line[3..];
            }
            else if (line.StartsWith("Fields:", StringComparison.Ordinal))
            {
                fields = Words(line);
            }
            else if (line.StartsWith("Cases:", StringComparison.Ordinal))
            {
                foreach (var id in Words(line))
                {
                    foreach (var field in fields)
                    {
                        yield return (departure, id, field);
                    }
                }
            }
        }
    }

    private static string[] Words(string line) => line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
