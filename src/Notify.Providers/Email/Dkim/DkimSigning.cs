using MimeKit;
using MimeKit.Cryptography;

namespace Notify.Providers.Email.Dkim;

/// <summary>Signs e-mails with every key of their sender's domain. Without keys it does nothing and costs nothing.</summary>
public sealed class DkimSigning : IDisposable
{
    private readonly List<DkimKey> _keys;
    private readonly Dictionary<string, List<DkimSigner>> _signers;
    private readonly string[] _headers;

    /// <exception cref="DkimKeyException">A key cannot be used.</exception>
    public DkimSigning(DkimOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _headers = [.. options.Headers.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Append("From").Distinct(StringComparer.OrdinalIgnoreCase)];
        _keys = [.. options.Keys.Select(DkimKey.Load)];
        _signers = _keys.GroupBy(key => key.Domain).ToDictionary(
            group => group.Key, group => group.Select(key => key.Signer()).ToList(), StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The keys, for what is to be published.</summary>
    public IReadOnlyList<DkimKey> Keys => _keys;

    /// <summary>Puts the signatures on top of a message. Nothing of it may change afterwards.</summary>
    /// <param name="from">The sender's address.</param>
    public void Sign(MimeMessage message, string from)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (_signers.Count == 0 || SignersOf(from[(from.LastIndexOf('@') + 1)..]) is not { } signers)
        {
            return;
        }

        // Signatures hold over bytes: the form of the parts must be decided before, so that any server can pass them on.
        message.Prepare(EncodingConstraint.SevenBit);
        var format = FormatOptions.Default.Clone();
        format.NewLineFormat = NewLineFormat.Dos;
        format.EnsureNewLine = true;

        // Those that exist only: naming an absent header forbids relays to add it.
        var present = _headers.Where(name => message.Headers.Contains(name) || message.Body?.Headers.Contains(name) == true).ToArray();
        foreach (var signer in signers)
        {
            signer.Sign(format, message, present);
        }
    }

    public void Dispose() => _keys.ForEach(key => key.Dispose());

    /// <summary>The domain's own keys, else those of the nearest domain above (RFC 7489 section 3.1.1 lets them count).</summary>
    private List<DkimSigner>? SignersOf(string domain)
    {
        while (true)
        {
            if (_signers.TryGetValue(domain, out var signers))
            {
                return signers;
            }

            if (domain.IndexOf('.', StringComparison.Ordinal) is not (> 0 and var dot))
            {
                return null;
            }

            domain = domain[(dot + 1)..];
        }
    }
}
