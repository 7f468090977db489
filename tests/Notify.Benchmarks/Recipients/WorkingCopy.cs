namespace Notify.Benchmarks.Recipients;

/// <summary>Where the nation packs lie: above the program.</summary>
internal static class WorkingCopy
{
    public static string Root { get; } = Find();

    private static string Find()
    {
        var folder = AppContext.BaseDirectory;
        while (!Directory.Exists(Path.Combine(folder, "templates", "nations")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("No templates/nations above the program");
        }

        return folder;
    }
}
