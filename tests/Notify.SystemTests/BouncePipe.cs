using System.Diagnostics;

namespace Notify.SystemTests;

/// <summary>A script that runs <c>notify bounce</c>, for a mail server that starts it as another user than root.</summary>
internal sealed class BouncePipe
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("notify-pipe-");

    public string Script => Path.Combine(_folder.FullName, "notify-bounce");

    /// <summary>Whom the mail server runs it as: who may reach the socket of the tests' PostgreSQL.</summary>
    public string User { get; private set; } = "";

    /// <param name="connectionString">Of the database that bounces are recorded in.</param>
    /// <param name="environment">Settings by name with colons, or variables.</param>
    public async Task WriteAsync(string connectionString, IReadOnlyDictionary<string, string?> environment)
    {
        User = await OwnerAsync(new Npgsql.NpgsqlConnectionStringBuilder(connectionString).Host!);

        // That user gets neither into root's home nor, always, into the clone: the program and its runtime are copied to where it does.
        var runtime = Path.GetDirectoryName(Path.GetDirectoryName(Path.GetDirectoryName(Path.GetDirectoryName(typeof(object).Assembly.Location))))!;
        await ShellAsync(
            $"""
            mkdir -p '{_folder.FullName}/dotnet' '{_folder.FullName}/program' '{_folder.FullName}/data'
            cp -a '{runtime}/dotnet' '{runtime}/host' '{runtime}/shared' '{_folder.FullName}/dotnet/'
            cp -a '{AppContext.BaseDirectory}/.' '{_folder.FullName}/program/'
            """);
        await File.WriteAllTextAsync(Script,
            $"""
            #!/bin/sh
            {string.Join('\n', environment.Select(setting => $"export {setting.Key.Replace(":", "__", StringComparison.Ordinal)}='{setting.Value}'"))}
            export NOTIFY_DATABASE='{connectionString}'
            export DOTNET_ROOT='{_folder.FullName}/dotnet' HOME='{_folder.FullName}/data' NOTIFY_DATA='{_folder.FullName}/data'
            exec '{_folder.FullName}/dotnet/dotnet' '{_folder.FullName}/program/notify.dll' bounce --recipient "$1"

            """);
        await ShellAsync($"chmod -R u=rwX,go=rX '{_folder.FullName}'; chmod 755 '{Script}'; chown {User} '{_folder.FullName}/data'");
    }

    public void Delete() => _folder.Delete(recursive: true);

    private static async Task<string> OwnerAsync(string host)
    {
        if (!Directory.Exists(host))
        {
            return "nobody";
        }

        using var process = Process.Start(new ProcessStartInfo("stat", ["-c", "%U", host]) { RedirectStandardOutput = true })!;
        return (await process.StandardOutput.ReadToEndAsync()).Trim();
    }

    private static async Task ShellAsync(string script)
    {
        using var process = Process.Start("sh", ["-ec", script]);
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
    }
}
