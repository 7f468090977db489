namespace Notify.Data.Embedded;

/// <summary>Where PostgreSQL's programs are looked for.</summary>
public sealed record PostgresSearch
{
    public const string Variable = "NOTIFY_POSTGRES_BIN";

    /// <summary>The environment's wish, the npm package, the system's own.</summary>
    public static PostgresSearch Default => new() { Named = Environment.GetEnvironmentVariable(Variable) };

    /// <summary>A folder that holds <c>postgres</c>, <c>initdb</c> and <c>pg_ctl</c>. When set, no other is looked at.</summary>
    public string? Named { get; init; }

    /// <summary>The npm package is looked for in this folder and those above it.</summary>
    public string StartFolder { get; init; } = AppContext.BaseDirectory;

    /// <summary>Each holds one folder a version, with <c>bin</c> in it.</summary>
    public IReadOnlyList<string> SystemFolders { get; init; } =
        ["/usr/lib/postgresql", "/usr/local/lib/postgresql", "/opt/homebrew/opt", "/usr/local/opt", @"C:\Program Files\PostgreSQL"];

    /// <summary>Programs that print the system's folder, the argument <c>--bindir</c> being given.</summary>
    public IReadOnlyList<string> ConfigPrograms { get; init; } = ["pg_config"];
}
