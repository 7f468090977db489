namespace Notify.UnitTests.Templates;

/// <summary>Reads <c>DEPARTURES.md</c>: which recorded answers may differ, and in which fields.</summary>
internal static class Departures
{
    /// <summary>The fields, such as <c>render_email.html</c>, that may differ in each case.</summary>
    public static IReadOnlyDictionary<string, HashSet<string>> ByCase { get; } = Read();

    private static Dictionary<string, HashSet<string>> Read()
    {
        var byCase = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        string[] fields = [];
        foreach (var line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Conformance", "DEPARTURES.md")))
        {
            if (line.StartsWith("Fields:", StringComparison.Ordinal))
            {
                fields = Words(line);
            }
            else if (line.StartsWith("Cases:", StringComparison.Ordinal))
            {
                foreach (var id in Words(line))
                {
                    byCase.TryAdd(id, new HashSet<string>(StringComparer.Ordinal));
                    byCase[id].UnionWith(fields);
                }
            }
        }

        return byCase;
    }

    private static string[] Words(string line) => line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
