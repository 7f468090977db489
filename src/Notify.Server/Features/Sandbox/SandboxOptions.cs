namespace Notify.Server.Features.Sandbox;

/// <summary>Section <c>Notify:Sandbox</c>.</summary>
public sealed class SandboxOptions
{
    public const string Section = "Notify:Sandbox";

    /// <summary>Who may read the sandbox inbox, which shows messages with the names and addresses in them.</summary>
    public SandboxReaders Inbox { get; init; } = SandboxReaders.Local;
}

/// <summary>Who may read the sandbox inbox.</summary>
public enum SandboxReaders
{
    /// <summary>Nobody.</summary>
    Off,

    /// <summary>People on the machine itself, who ask for it by a loopback name: not what a proxy passes on.</summary>
    Local,

    /// <summary>Whoever reaches the page.</summary>
    Everyone,
}
