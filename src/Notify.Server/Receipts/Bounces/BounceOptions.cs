using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using Notify.Providers.Email.Smtp;

namespace Notify.Server.Receipts.Bounces;

/// <summary>Section <c>Notify:Bounces</c>: where bounces of e-mails go, and where they are read.</summary>
public sealed class BounceOptions
{
    public const string Section = "Notify:Bounces";

    /// <summary>Domain of the return path: the mail server that receives its mail hands it to <c>notify bounce</c> or into a mailbox. Empty:
    /// e-mails go out with their sender's address as the return path.</summary>
    [RegularExpression(@"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?", ErrorMessage = "Notify:Bounces:Domain is a host name such as bounces.example.gov")]
    public string Domain { get; init; } = "";

    /// <summary>What stands before the plus: <c>bounce+‹token›@‹domain›</c>. Lower case.</summary>
    [RegularExpression("[a-z0-9](?:[a-z0-9-]{0,13})", ErrorMessage = "Notify:Bounces:LocalPart has 1 to 14 lower-case letters, digits and hyphens")]
    public string LocalPart { get; init; } = "bounce";

    /// <summary>The mailbox that is read for bounces.</summary>
    [ValidateObjectMembers]
    public ImapOptions Imap { get; init; } = new();
}

/// <summary>Section <c>Notify:Bounces:Imap</c>.</summary>
public sealed class ImapOptions
{
    /// <summary>Host name or address; empty: no mailbox is read.</summary>
    public string Host { get; init; } = "";

    /// <summary>0 for the usual one of <see cref="Security"/>: 993 for <c>tls</c>, else 143.</summary>
    [Range(0, 65535)]
    public int Port { get; init; }

    /// <summary>How the connection is secured.</summary>
    public SmtpSecurity Security { get; init; } = SmtpSecurity.Tls;

    public string Username { get; init; } = "";

    /// <summary>Better given as <see cref="PasswordFile"/>.</summary>
    public string Password { get; init; } = "";

    /// <summary>File whose first line is the password.</summary>
    public string PasswordFile { get; init; } = "";

    /// <summary>File with the certificates (PEM) of authorities trusted beside the machine's.</summary>
    public string TrustedCertificatesFile { get; init; } = "";

    /// <summary>Folder that bounces arrive in.</summary>
    [Required]
    public string Folder { get; init; } = "INBOX";

    /// <summary>Folder that what was read is moved to, made when it is missing. Empty: it is deleted.</summary>
    public string ProcessedFolder { get; init; } = "";

    /// <summary>Folder that is made for what cannot be read (too large, or the database refuses it), so that it is not tried for ever.</summary>
    [Required]
    public string FailedFolder { get; init; } = "Failed";

    /// <summary>For connecting and for each answer.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);
}

[OptionsValidator]
internal sealed partial class BounceOptionsValidator : IValidateOptions<BounceOptions>;
