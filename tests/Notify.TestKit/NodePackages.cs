namespace Notify.TestKit;

/// <summary>What the tests take from npm: the build puts it into <c>tests/node_modules</c>.</summary>
public static class NodePackages
{
    private static readonly Lazy<string> Root = new(Find);

    /// <param name="package">As in package.json, such as <c>axe-core</c>.</param>
    /// <exception cref="DirectoryNotFoundException">The build has not put it there.</exception>
    public static string Folder(string package)
    {
        var folder = Path.Combine(Root.Value, package);
        return Directory.Exists(folder)
            ? folder
            : throw new DirectoryNotFoundException($"{folder} is missing: build the tests again, which runs `npm ci` there.");
    }

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (folder.Name == "tests" && File.Exists(Path.Combine(folder.FullName, "package.json")))
            {
                return Path.Combine(folder.FullName, "node_modules");
            }
        }

        throw new DirectoryNotFoundException($"No folder tests with a package.json above {AppContext.BaseDirectory}");
    }
}
