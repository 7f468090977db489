namespace Notify.Data.Embedded;

public sealed record EmbeddedPostgresOptions
{
    /// <summary>Where the cluster lies, in a folder <c>postgres</c>. See <see cref="Embedded.DataFolder"/>.</summary>
    public required string DataFolder { get; init; }

    /// <summary>Listen on this port of the loopback address. Unset: on a Unix socket where the system has them, else on a free port.</summary>
    public int? Port { get; init; }

    /// <summary>Where PostgreSQL's programs are looked for.</summary>
    public PostgresSearch Search { get; init; } = PostgresSearch.Default;

    /// <summary>Settings of PostgreSQL that win over ours, as in <c>postgresql.conf</c>. Meant for tests, which may give up safety for speed.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>Makes a new cluster without waiting for the disk. For tests alone: a power cut spoils it.</summary>
    public bool CreateWithoutSync { get; init; }

    /// <summary>Hears, once each, what a person should know, such as that the cluster lies outside the data folder. One line at a time.</summary>
    public Action<string>? Say { get; init; }
}
