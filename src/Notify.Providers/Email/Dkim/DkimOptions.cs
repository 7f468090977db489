using System.ComponentModel.DataAnnotations;

namespace Notify.Providers.Email.Dkim;

/// <summary>Section <c>Notify:Dkim</c>: keys with which e-mails are signed (RFC 6376, RFC 8463).</summary>
public sealed class DkimOptions
{
    public const string Section = "Notify:Dkim";

    /// <summary>The keys. Every key of a domain signs, so that an RSA and an Ed25519 signature stand beside each other.</summary>
    public IReadOnlyList<DkimKeyOptions> Keys { get; init; } = [];

    /// <summary>Headers that are signed where a message has them, separated by commas; <c>From</c> always is.</summary>
    [Required]
    public string Headers { get; init; } = "From,Reply-To,Subject,Date,Message-ID,To,MIME-Version,Content-Type,List-Unsubscribe,List-Unsubscribe-Post,Auto-Submitted";

    /// <summary>Address, or address and port, of the DNS server that <c>notify doctor</c> asks whether the keys are published; empty: the machine's.
    /// Name one outside where the network's own answers otherwise than receivers see.</summary>
    public string Resolver { get; init; } = "";
}

/// <summary>One key of a signing domain.</summary>
public sealed class DkimKeyOptions
{
    /// <summary>Signs e-mails from this domain and those below it.</summary>
    public string Domain { get; init; } = "";

    /// <summary>Name under which the public key is published: <c>‹selector›._domainkey.‹domain›</c>.</summary>
    public string Selector { get; init; } = "";

    /// <summary>File with the private key (PEM): RSA of at least 1024 bits, or Ed25519.</summary>
    public string KeyFile { get; init; } = "";
}
