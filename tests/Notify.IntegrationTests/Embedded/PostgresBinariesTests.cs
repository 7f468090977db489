using System.Runtime.Versioning;
using Notify.Data.Embedded;

namespace Notify.IntegrationTests.Embedded;

public sealed class PostgresBinariesTests : IAsyncLifetime
{
    private static readonly PostgresSearch Nowhere = new() { StartFolder = "/", SystemFolders = [], ConfigPrograms = [] };

    private readonly TemporaryFolder _folder = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _folder.DeleteAsync();

    [Fact]
    public async Task The_npm_package_is_found_from_the_folders_below_the_project()
    {
        var found = await PostgresBinaries.FindAsync(new PostgresSearch(), CancellationToken.None);

        Assert.Contains("@embedded-postgres", found.BinFolder, StringComparison.Ordinal);
        Assert.Equal(18, found.Major);
        Assert.StartsWith("18.", found.Version, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_machine_without_PostgreSQL_is_told_what_to_do() =>
        Assert.Equal(
            "There is no PostgreSQL on this machine: run a build with Node.js (it fetches PostgreSQL), install PostgreSQL 15 to 18, or set NOTIFY_POSTGRES_BIN to its bin folder.",
            await RefusalAsync(Nowhere));

    [Fact]
    public async Task A_named_folder_without_the_programs_is_not_passed_over()
    {
        var message = await RefusalAsync(new PostgresSearch { Named = _folder.Path });

        Assert.StartsWith($"{_folder.Path} does not hold PostgreSQL's program postgres: ", message, StringComparison.Ordinal);
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task A_version_out_of_range_is_refused()
    {
        foreach (var program in new[] { "postgres", "initdb", "pg_ctl" })
        {
            var path = Path.Combine(_folder.Path, program);
            await File.WriteAllTextAsync(path, "#!/bin/sh\necho 'postgres (PostgreSQL) 14.19'\n");
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        var message = await RefusalAsync(new PostgresSearch { Named = _folder.Path });

        Assert.StartsWith(
            $"PostgreSQL in {_folder.Path} is version 14.19, and Notify runs with 15 to 18: ", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Links_that_the_install_script_did_not_make_are_made()
    {
        var native = await CopyPackageAsync();

        var found = await PostgresBinaries.FindAsync(new PostgresSearch { Named = Path.Combine(native, "bin") }, CancellationToken.None);

        Assert.Equal(Path.Combine(native, "bin"), found.BinFolder);
        Assert.True(File.Exists(Path.Combine(native, "lib", "libpq.so.5")));
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task Programs_that_the_user_of_PostgreSQL_cannot_run_where_they_are_are_copied()
    {
        // Root's user cannot enter a closed folder; an ordinary user cannot make the links in one that is not its own.
        var native = await CopyPackageAsync();
        var closed = Environment.IsPrivilegedProcess ? Path.GetDirectoryName(native)! : Path.Combine(native, "lib");
        File.SetUnixFileMode(closed, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var options = _folder.Options with { Search = new PostgresSearch { Named = Path.Combine(native, "bin") } };

        var postgres = await EmbeddedPostgres.StartAsync(options, CancellationToken.None);
        await postgres.DisposeAsync();

        var copies = Path.Combine(Environment.IsPrivilegedProcess ? "/var/lib/notify" : _folder.Data, "binaries");
        Assert.StartsWith(copies, postgres.BinFolder, StringComparison.Ordinal);
        Directory.Delete(Path.Combine(postgres.BinFolder, "..", ".."), recursive: true);
        File.SetUnixFileMode(closed, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>The npm package as it is unpacked: without links.</summary>
    private async Task<string> CopyPackageAsync()
    {
        var package = await PostgresBinaries.FindAsync(new PostgresSearch(), CancellationToken.None);
        var from = Path.GetDirectoryName(package.BinFolder)!;
        var native = Path.Combine(_folder.Path, "package", "native");
        foreach (var file in new DirectoryInfo(from).EnumerateFiles("*", SearchOption.AllDirectories).Where(file => file.LinkTarget is null))
        {
            var copy = Path.Combine(native, Path.GetRelativePath(from, file.FullName));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            file.CopyTo(copy);
        }

        return native;
    }

    private static async Task<string> RefusalAsync(PostgresSearch search) =>
        (await Assert.ThrowsAsync<EmbeddedPostgresException>(() => PostgresBinaries.FindAsync(search, CancellationToken.None))).Message;
}
