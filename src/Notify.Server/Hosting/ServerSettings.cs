namespace Notify.Server.Hosting;

/// <summary>What a process that serves was told on its command line, resolved.</summary>
public sealed record ServerSettings
{
    public required DatabaseAddress Database { get; init; }

    public required Roles Roles { get; init; }

    /// <summary>Where the machine's own encryption key lies when the settings name none.</summary>
    public required string DataFolder { get; init; }

    /// <summary>Address and port to listen on; null: <c>ASPNETCORE_URLS</c>, else <see cref="DefaultUrl"/>.</summary>
    public string? Url { get; init; }

    /// <summary>A person is watching the terminal: log warnings only, as text, to standard error.</summary>
    public bool IsQuiet { get; init; }

    /// <summary>Channels for which no setting names a provider are captured, whoever the nation's pack names: the demo sends to nobody.</summary>
    public bool CapturesUnlessSet { get; init; }

    /// <summary>Settings by name with colons, above those of the environment: those of tests.</summary>
    public IReadOnlyDictionary<string, string?> Settings { get; init; } = new Dictionary<string, string?>();

    /// <summary>Ways of tests to replace parts: a clock, options.</summary>
    public Action<WebApplicationBuilder>? Configure { get; init; }

    /// <summary>Loopback only: what listens on every address is the operator's decision.</summary>
    public const string DefaultUrl = "http://127.0.0.1:8080";
}
