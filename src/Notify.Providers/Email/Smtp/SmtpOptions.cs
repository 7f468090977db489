using System.ComponentModel.DataAnnotations;

namespace Notify.Providers.Email.Smtp;

/// <summary>Section <c>Notify:Smtp</c>: the mail server named <c>smtp</c>. Sections <c>Notify:Smtp:Servers:‹name›</c>: further ones, each a provider of its own.</summary>
public sealed class SmtpOptions
{
    public const string Section = "Notify:Smtp";

    /// <summary>Below this stand the further servers, by name.</summary>
    public const string ServersSection = "Notify:Smtp:Servers";

    /// <returns>Where the settings of one server stand.</returns>
    public static string SectionOf(string name) => name == SmtpEmailProvider.ProviderName ? Section : $"{ServersSection}:{name}";

    /// <summary>Host name or address. Needed when SMTP is the e-mail provider.</summary>
    public string Host { get; init; } = "";

    /// <summary>0 for the usual one of <see cref="Security"/>: 465 for <c>tls</c>, 587 for <c>starttls</c>, 25 for <c>none</c>.</summary>
    [Range(0, 65535)]
    public int Port { get; init; }

    /// <summary>The port that is connected to: <see cref="Port"/>, else the usual one.</summary>
    public int PortInUse => (Port, Security) switch
    {
        (not 0, _) => Port,
        (_, SmtpSecurity.Tls) => 465,
        (_, SmtpSecurity.None) => 25,
        _ => 587,
    };

    /// <summary>How the connection is secured.</summary>
    public SmtpSecurity Security { get; init; } = SmtpSecurity.StartTls;

    /// <summary>Empty: no authentication.</summary>
    public string Username { get; init; } = "";

    /// <summary>Better given as <see cref="PasswordFile"/>.</summary>
    public string Password { get; init; } = "";

    /// <summary>File whose first line is the password.</summary>
    public string PasswordFile { get; init; } = "";

    /// <summary>File with the certificates (PEM) of authorities trusted beside the machine's, for a mail server with a certificate of one's own authority.</summary>
    public string TrustedCertificatesFile { get; init; } = "";

    /// <summary>Oldest version of TLS that is spoken: <c>1.2</c> or <c>1.3</c>.</summary>
    [RegularExpression(@"1\.[23]", ErrorMessage = "MinimumTls of a mail server is 1.2 or 1.3")]
    public string MinimumTls { get; init; } = "1.2";

    /// <summary>Asks the server to report successful deliveries, too (RFC 3461); few receivers do.</summary>
    public bool ReportsDeliveries { get; init; }

    /// <summary>Most connections at once. Rate is about connections / (server's latency + 6 ms).</summary>
    [Range(1, 256)]
    public int Connections { get; init; } = 16;

    /// <summary>For connecting and for each answer. Less than the lease of a claim.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:00:30")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Idle connections are closed after this; servers close them by themselves after some minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether the server's 250 counts as delivery. Over plain SMTP it only says "accepted"; a relay that never reports back leaves nothing else to know.</summary>
    public bool AcceptedIsDelivered { get; init; }
}

/// <summary>How an SMTP connection is secured.</summary>
public enum SmtpSecurity
{
    /// <summary>Plain at first, then STARTTLS; a server that does not offer it is not used.</summary>
    StartTls,

    /// <summary>TLS from the first byte.</summary>
    Tls,

    /// <summary>In clear: only towards a relay on the same machine or network.</summary>
    None,
}
