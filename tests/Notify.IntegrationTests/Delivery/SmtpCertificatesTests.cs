using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Notify.Providers.Email.Smtp;

namespace Notify.IntegrationTests.Delivery;

/// <summary>Certificates of an authority of the operator's own, as a server sends them in a real handshake.</summary>
public sealed class SmtpCertificatesTests : IDisposable
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    private readonly X509Certificate2 _root = Authority("CN=Own root", issuer: null);
    private readonly X509Certificate2 _between;

    public SmtpCertificatesTests()
    {
        _between = Authority("CN=Own authority", _root);
    }

    public void Dispose()
    {
        _root.Dispose();
        _between.Dispose();
    }

    [Theory]
    [InlineData("localhost", true, true)]
    [InlineData("localhost", false, false)]
    [InlineData("elsewhere.example", true, false)]
    public async Task Certificate_is_believed_by_what_the_server_sends_along(string name, bool sendsAlong, bool isTrusted)
    {
        using var leaf = Leaf(name);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = ServeAsync(listener, leaf, sendsAlong ? [_between] : []);
        using var client = new TcpClient();
        await client.ConnectAsync((IPEndPoint)listener.LocalEndpoint);
        await using var secured = new SslStream(
            client.GetStream(), leaveInnerStreamOpen: false, (_, certificate, sent, errors) => SmtpCertificates.IsTrusted(certificate, sent, errors, [_root]));

        var refusal = await Record.ExceptionAsync(() => secured.AuthenticateAsClientAsync("localhost"));

        Assert.Equal(isTrusted ? null : typeof(AuthenticationException), refusal?.GetType());
        await Task.WhenAny(serving);
    }

    private static async Task ServeAsync(TcpListener listener, X509Certificate2 leaf, X509Certificate2Collection along)
    {
        using var client = await listener.AcceptTcpClientAsync();
        await using var secured = new SslStream(client.GetStream());
        await secured.AuthenticateAsServerAsync(new SslServerAuthenticationOptions
        {
            ServerCertificateContext = SslStreamCertificateContext.Create(leaf, along, offline: true),
        });
    }

    private static X509Certificate2 Authority(string name, X509Certificate2? issuer)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        if (issuer is null)
        {
            return request.CreateSelfSigned(Now.AddDays(-1), Now.AddDays(1));
        }

        using var issued = request.Create(issuer, Now.AddDays(-1), Now.AddHours(23), RandomNumberGenerator.GetBytes(8));
        return issued.CopyWithPrivateKey(key);
    }

    private X509Certificate2 Leaf(string name)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        using var issued = request.Create(_between, Now.AddDays(-1), Now.AddHours(22), RandomNumberGenerator.GetBytes(8));
        using var complete = issued.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(complete.Export(X509ContentType.Pkcs12), password: null);
    }
}
