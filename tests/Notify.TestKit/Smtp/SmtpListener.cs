using System.Buffers;
using System.Collections.Concurrent;
using System.Net;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MimeKit;
using Notify.TestKit.Processes;
using SmtpServer;
using SmtpServer.Authentication;
using SmtpServer.ComponentModel;
using SmtpServer.Mail;
using SmtpServer.Protocol;
using SmtpServer.Storage;

namespace Notify.TestKit.Smtp;

/// <summary>A real SMTP server on a loopback port: speaks TLS at once or offers STARTTLS with a certificate of its own, lets in one user, keeps what it receives.</summary>
public sealed class SmtpListener : IAsyncDisposable
{
    public const string User = "notify";
    public const string Password = "correct horse";

    /// <summary>Local part that is answered with 550.</summary>
    public const string UnknownMailbox = "nobody";

    /// <summary>Local part that is answered with a 4xx.</summary>
    public const string BusyMailbox = "busy";

    /// <summary>Local part that is answered with a refusal of more characters than are kept, a surrogate pair at the limit.</summary>
    public const string TalkativeMailbox = "talkative";

    private readonly ConcurrentQueue<ReceivedEmail> _received = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly X509Certificate2 _certificate = MakeCertificate();
    private Task _running = Task.CompletedTask;
    private int _connections;
    private TaskCompletionSource _gate = Opened();
    private readonly TaskCompletionSource _held = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public int Port { get; } = NotifyProcess.FreePort();

    /// <summary>Speaks TLS from the first byte on, as on port 465.</summary>
    public bool IsSecureAtOnce { get; init; }

    /// <summary>What it speaks of TLS.</summary>
    public SslProtocols Protocols { get; init; } = SslProtocols.Tls12 | SslProtocols.Tls13;

    /// <summary>The server's certificate in PEM, for clients that are to trust it.</summary>
    public string CertificateFile { get; } = Path.Combine(Path.GetTempPath(), $"smtp-listener-{Path.GetRandomFileName()}.pem");

    public IReadOnlyCollection<ReceivedEmail> Received => _received;

    /// <summary>Connections accepted so far.</summary>
    public int Connections => _connections;

    public Task StartAsync()
    {
        File.WriteAllText(CertificateFile, _certificate.ExportCertificatePem());
        var options = new SmtpServerOptionsBuilder()
            .ServerName("localhost")
            .Endpoint(endpoint => endpoint
                .Endpoint(new IPEndPoint(IPAddress.Loopback, Port))
                .Certificate(_certificate)
                .IsSecure(IsSecureAtOnce)
                .SupportedSslProtocols(Protocols)
                .AuthenticationRequired()
                .AllowUnsecureAuthentication(false))
            .Build();
        var services = new ServiceProvider();
        services.Add(new Keeper(this));
        services.Add(new Doorman());
        services.Add(new Mailboxes(this));
        var server = new SmtpServer.SmtpServer(options, services);
        server.SessionCreated += (_, _) => Interlocked.Increment(ref _connections);
        _running = server.StartAsync(_stop.Token);
        return Task.CompletedTask;
    }

    /// <summary>Which addresses in MAIL FROM are answered with 553.</summary>
    public Func<string, bool> RefusesSender { get; set; } = _ => false;

    /// <summary>From now on the server thinks about each recipient until <see cref="LetRecipientsPass"/>.</summary>
    public void HoldRecipients() => _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Waits, for at most 20 seconds, until a client has named a recipient and waits for the answer.</summary>
    public Task WaitForHeldRecipientAsync() => _held.Task.WaitAsync(TimeSpan.FromSeconds(20));

    public void LetRecipientsPass() => _gate.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        LetRecipientsPass();
        await _stop.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
        _certificate.Dispose();
        File.Delete(CertificateFile);
    }

    private static X509Certificate2 MakeCertificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), password: null);
    }

    private sealed class Keeper(SmtpListener listener) : MessageStore
    {
        public override Task<SmtpResponse> SaveAsync(
            ISessionContext context, IMessageTransaction transaction, ReadOnlySequence<byte> buffer, CancellationToken cancellationToken)
        {
            using var stream = new MemoryStream(buffer.ToArray());
            listener._received.Enqueue(new ReceivedEmail(
                MimeMessage.Load(stream, cancellationToken),
                [.. transaction.To.Select(to => $"{to.User}@{to.Host}")],
                context.Pipe.IsSecure,
                context.Authentication.IsAuthenticated ? context.Authentication.User : null));
            return Task.FromResult(SmtpResponse.Ok);
        }
    }

    private sealed class Doorman : UserAuthenticator
    {
        public override Task<bool> AuthenticateAsync(ISessionContext context, string user, string password, CancellationToken cancellationToken) =>
            Task.FromResult(user == User && password == Password);
    }

    private static TaskCompletionSource Opened()
    {
        var gate = new TaskCompletionSource();
        gate.SetResult();
        return gate;
    }

    private sealed class Mailboxes(SmtpListener listener) : MailboxFilter
    {
        public override Task<bool> CanAcceptFromAsync(ISessionContext context, IMailbox from, int size, CancellationToken cancellationToken) =>
            listener.RefusesSender($"{from.User}@{from.Host}")
                ? throw new SmtpResponseException(new SmtpResponse(SmtpReplyCode.MailboxNameNotAllowed, "5.1.8 sender address rejected"))
                : Task.FromResult(true);

        public override async Task<bool> CanDeliverToAsync(ISessionContext context, IMailbox to, IMailbox from, CancellationToken cancellationToken)
        {
            if (!listener._gate.Task.IsCompleted)
            {
                listener._held.TrySetResult();
                await listener._gate.Task;
            }

            return to.User switch
            {
                UnknownMailbox => throw new SmtpResponseException(new SmtpResponse(SmtpReplyCode.MailboxUnavailable, "5.1.1 no such user")),
                TalkativeMailbox => throw new SmtpResponseException(new SmtpResponse(SmtpReplyCode.MailboxUnavailable, new string('a', 995) + "😀😀😀")),
                BusyMailbox => throw new SmtpResponseException(new SmtpResponse((SmtpReplyCode)450, "4.2.1 try again later")),
                _ => true,
            };
        }
    }
}

/// <summary>An e-mail that arrived.</summary>
/// <param name="Recipients">Of the SMTP envelope.</param>
/// <param name="AuthenticatedAs">Null when the client did not authenticate.</param>
public sealed record ReceivedEmail(MimeMessage Mime, IReadOnlyList<string> Recipients, bool WasSecure, string? AuthenticatedAs);
