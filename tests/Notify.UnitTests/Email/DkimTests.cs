using System.Security.Cryptography;
using System.Text;
using MimeKit;
using MimeKit.Cryptography;
using Notify.Providers.Email;
using Notify.Providers.Email.Dkim;
using Notify.TestKit.Email;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Generators;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Pkcs;
using Org.BouncyCastle.Security;

namespace Notify.UnitTests.Email;

/// <summary>Signatures as a receiver checks them: the message is read back from its bytes and the key from the record that is to be published.</summary>
public sealed class DkimTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("notify-dkim-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("rsa", "example.gov", "team@example.gov")]
    [InlineData("rsa-pkcs1", "example.gov", "team@example.gov")]
    [InlineData("ed25519", "example.gov", "team@example.gov")]
    [InlineData("rsa,ed25519", "example.gov", "team@example.gov")]
    [InlineData("rsa,ed25519", "example.gov", "team@notices.tax.example.gov")]
    [InlineData("rsa", "EXAMPLE.gov", "team@Example.GOV")]
    public void Every_signature_holds_at_the_receiver(string kinds, string domain, string from)
    {
        using var signing = Signing(kinds, domain);

        var signatures = Signatures(Received(signing, Email() with { From = from }), signing);

        Assert.Equal(kinds.Split(',').Length, signatures.Count);
        Assert.All(signatures, signature => Assert.True(signature.Holds, signature.Header));
        Assert.All(signatures, signature => Assert.Contains("d=example.gov;", signature.Header, StringComparison.Ordinal));
    }

    [Fact]
    public void Signature_holds_by_the_words_of_the_standard_and_covers_every_header_that_is_there()
    {
        using var signing = Signing("rsa", "example.gov");
        var text = Encoding.ASCII.GetString(Signed(signing, Email()));

        var (holds, names) = RelaxedSignature.Verify(text, signing.Keys[0].RecordValue);

        Assert.True(holds, text);
        Assert.Equal(
            ["auto-submitted", "content-type", "date", "from", "list-unsubscribe", "list-unsubscribe-post", "message-id", "mime-version", "reply-to", "subject", "to"],
            names.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("a changed word of the text", "Gr=C3=BC=C3=9Fe aus Bonn", "Gr=C3=BC=C3=9Fe aus Rom")]
    [InlineData("a changed subject", "Subject: Your licence", "Subject: Your fine")]
    [InlineData("another address to unsubscribe", "List-Unsubscribe: <https://example.gov/", "List-Unsubscribe: <https://example.com/")]
    [InlineData("no one-click any more", "List-Unsubscribe=One-Click", "List-Unsubscribe=No")]
    [InlineData("another sender", "<team@example.gov>", "<boss@example.gov>")]
    [InlineData("another type", "Content-Type: multipart/alternative", "Content-Type: multipart/mixed")]
    public void Changed_message_is_found_out(string what, string written, string changed)
    {
        using var signing = Signing("rsa,ed25519", "example.gov");
        var text = Encoding.ASCII.GetString(Signed(signing, Email()));
        Assert.Contains(written, text, StringComparison.Ordinal);

        var signatures = Signatures(Read(text.Replace(written, changed, StringComparison.Ordinal)), signing);

        Assert.Equal(2, signatures.Count);
        Assert.All(signatures, signature => Assert.False(signature.Holds, what));
    }

    [Fact]
    public void Folded_headers_and_added_ones_break_nothing()
    {
        using var signing = Signing("rsa,ed25519", "example.gov");
        var text = Encoding.ASCII.GetString(Signed(signing, Email()));

        var onTheWay = "Received: from mx.example.gov by mx.example.com; Tue, 24 Nov 2026 12:00:01 +0000\r\n" + text.Replace("Subject: Your licence", "SUBJECT:  Your\r\n\tlicence", StringComparison.Ordinal);

        Assert.All(Signatures(Read(onTheWay), signing), signature => Assert.True(signature.Holds, signature.Header));
    }

    [Fact]
    public void Mail_from_another_domain_is_not_signed()
    {
        using var signing = Signing("rsa", "example.gov");

        Assert.Empty(Signatures(Received(signing, Email() with { From = "team@notexample.gov" }), signing));
        Assert.Empty(Signatures(Received(signing, Email() with { From = "team@gov" }), signing));
    }

    [Fact]
    public void Nearest_domain_with_keys_signs()
    {
        using var signing = new DkimSigning(new DkimOptions { Keys = [Key("rsa", "example.gov", "upper"), Key("ed25519", "tax.example.gov", "lower")] });

        var signature = Assert.Single(Signatures(Received(signing, Email() with { From = "a@notices.tax.example.gov" }), signing));

        Assert.Contains("d=tax.example.gov; s=lower;", signature.Header, StringComparison.Ordinal);
        Assert.True(signature.Holds);
    }

    [Fact]
    public void Many_messages_at_once_are_signed_right()
    {
        using var signing = Signing("rsa,ed25519", "example.gov");

        Parallel.For(0, 200, i =>
        {
            var signatures = Signatures(Received(signing, Email() with { Subject = $"Letter {i}" }), signing);
            Assert.Equal(2, signatures.Count);
            Assert.All(signatures, signature => Assert.True(signature.Holds, signature.Header));
        });
    }

    [Theory]
    [InlineData("no such file", null)]
    [InlineData("empty", "")]
    [InlineData("no key", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n")]
    [InlineData("short key", "short")]
    [InlineData("public key", "public")]
    [InlineData("other curve", "ecdsa")]
    public void Unusable_key_is_named_by_its_file_and_nothing_secret(string what, string? content)
    {
        var file = Path.Combine(_folder.FullName, "bad.pem");
        if (content is not null)
        {
            File.WriteAllText(file, content switch { "short" => Rsa(512, pkcs1: false), "public" => PublicPem(), "ecdsa" => EcPem(), _ => content });
        }

        var refusal = Assert.Throws<DkimKeyException>(() => DkimKey.Load(new DkimKeyOptions { Domain = "example.gov", Selector = "s", KeyFile = file }));

        Assert.True(refusal.Message.Contains(file, StringComparison.Ordinal), what);
        Assert.DoesNotContain("BEGIN", refusal.ToString(), StringComparison.Ordinal);
    }

    private DkimSigning Signing(string kinds, string domain) =>
        new(new DkimOptions { Keys = [.. kinds.Split(',').Select((kind, i) => Key(kind, domain, $"s{i}"))] });

    private DkimKeyOptions Key(string kind, string domain, string selector)
    {
        var file = Path.Combine(_folder.FullName, $"{selector}.pem");
        File.WriteAllText(file, kind switch { "rsa" => Rsa(2048, pkcs1: false), "rsa-pkcs1" => Rsa(2048, pkcs1: true), _ => Ed25519() });
        return new DkimKeyOptions { Domain = domain, Selector = selector, KeyFile = file };
    }

    private static string Rsa(int bits, bool pkcs1)
    {
        using var key = RSA.Create(bits);
        return pkcs1 ? key.ExportRSAPrivateKeyPem() : key.ExportPkcs8PrivateKeyPem();
    }

    private static string PublicPem()
    {
        using var key = RSA.Create(2048);
        return key.ExportSubjectPublicKeyInfoPem();
    }

    private static string EcPem()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return key.ExportPkcs8PrivateKeyPem();
    }

    private static string Ed25519()
    {
        var generator = new Ed25519KeyPairGenerator();
        generator.Init(new Ed25519KeyGenerationParameters(new SecureRandom()));
        return PemEncoding.WriteString("PRIVATE KEY", PrivateKeyInfoFactory.CreatePrivateKeyInfo(generator.GenerateKeyPair().Private).GetEncoded());
    }

    private static byte[] Signed(DkimSigning signing, OutboundEmail email)
    {
        using var message = MimeMessages.Build(email, Noon);
        signing.Sign(message, email.From);
        return MimeMessages.Bytes(message);
    }

    private static MimeMessage Received(DkimSigning signing, OutboundEmail email) => Read(Encoding.ASCII.GetString(Signed(signing, email)));

    private static MimeMessage Read(string text)
    {
        using var stream = new MemoryStream(Encoding.ASCII.GetBytes(text));
        return MimeMessage.Load(stream);
    }

    private static List<(string Header, bool Holds)> Signatures(MimeMessage message, DkimSigning signing)
    {
        var verifier = new DkimVerifier(new Published(signing.Keys));
        return [.. message.Headers.Where(header => header.Id == HeaderId.DkimSignature).Select(header => (header.Value.ReplaceLineEndings("").Replace("\t", " ", StringComparison.Ordinal), verifier.Verify(message, header)))];
    }

    private static OutboundEmail Email() => OutboundEmails.Example() with
    {
        ReplyTo = "answers@example.gov",
        UnsubscribeUrl = "https://example.gov/unsubscribe/1",
        PlainText = "Grüße aus Bonn\n\nEin Punkt am Anfang:\n.\n  Leerzeichen am Ende   \n\n\n",
        Html = "<p>Grüße aus Bonn</p>",
        Language = "de",
    };

    /// <summary>Answers with the records that doctor says are to be published.</summary>
    private sealed class Published(IReadOnlyList<DkimKey> keys) : DkimPublicKeyLocatorBase
    {
        public override AsymmetricKeyParameter LocatePublicKey(string methods, string domain, string selector, CancellationToken cancellationToken = default) =>
            GetPublicKey(keys.Single(key => key.RecordName == $"{selector}._domainkey.{domain}").RecordValue);

        public override Task<AsymmetricKeyParameter> LocatePublicKeyAsync(string methods, string domain, string selector, CancellationToken cancellationToken = default) =>
            Task.FromResult(LocatePublicKey(methods, domain, selector, cancellationToken));
    }
}
