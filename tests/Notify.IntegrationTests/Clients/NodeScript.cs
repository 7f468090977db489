using System.Diagnostics;
using System.Text.Json;

namespace Notify.IntegrationTests.Clients;

/// <summary>Runs a script of the tests in Node.js.</summary>
internal static class NodeScript
{
    /// <param name="script">Path under this project.</param>
    /// <returns>What it printed, as JSON. Fails the test when it ends with an error.</returns>
    public static async Task<JsonElement> RunAsync(string script, params string[] arguments)
    {
        using var node = Process.Start(new ProcessStartInfo("node", [Find(script), .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = node.StandardOutput.ReadToEndAsync();
        var errors = node.StandardError.ReadToEndAsync();
        await node.WaitForExitAsync();
        Assert.True(node.ExitCode == 0, await errors);
        return JsonSerializer.Deserialize<JsonElement>(await output);
    }

    /// <summary>In the source tree, since Node looks for packages upwards from the script.</summary>
    private static string Find(string script)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, script);
            if (File.Exists(path) && !folder.FullName.Contains($"{Path.DirectorySeparatorChar}bin", StringComparison.Ordinal))
            {
                return path;
            }
        }

        throw new FileNotFoundException($"{script} is not above the tests' output folder");
    }
}
