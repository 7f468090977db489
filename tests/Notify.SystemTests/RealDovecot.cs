using System.Diagnostics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Notify.TestKit.Processes;

namespace Notify.SystemTests;

/// <summary>The system's Dovecot with folders and ports of its own: takes mail by LMTP into one mailbox and shows it by IMAP over TLS.</summary>
public sealed class RealDovecot : IAsyncDisposable
{
    public const string User = "bounce";
    public const string Password = "correct-horse";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("notify-dovecot-");
    private Process? _dovecot;

    public int ImapPort { get; } = NotifyProcess.FreePort();

    public int LmtpPort { get; } = NotifyProcess.FreePort();

    /// <summary>Its certificate, for clients that are to trust it.</summary>
    public string CertificateFile => Path.Combine(_folder.FullName, "certificate.pem");

    public string Log => File.Exists(LogFile) ? File.ReadAllText(LogFile) : "";

    private string LogFile => Path.Combine(_folder.FullName, "dovecot.log");

    public async Task StartAsync()
    {
        // Its processes run as other users: they must get through.
        using (var chmod = Process.Start("chmod", ["755", _folder.FullName]))
        {
            await chmod.WaitForExitAsync();
        }

        using (var key = RSA.Create(2048))
        {
            var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            var names = new SubjectAlternativeNameBuilder();
            names.AddDnsName("localhost");
            request.CertificateExtensions.Add(names.Build());
            request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
            using var certificate = request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
            await File.WriteAllTextAsync(CertificateFile, certificate.ExportCertificatePem());
            await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "key.pem"), key.ExportPkcs8PrivateKeyPem());
        }

        var mail = _folder.CreateSubdirectory("mail").FullName;
        using (var chown = Process.Start("chown", ["nobody", mail]))
        {
            await chown.WaitForExitAsync();
        }

        var configuration = Path.Combine(_folder.FullName, "dovecot.conf");
        await File.WriteAllTextAsync(configuration,
            $$"""
            base_dir = {{_folder.FullName}}/run
            state_dir = {{_folder.FullName}}/state
            log_path = {{LogFile}}
            protocols = imap lmtp
            listen = 127.0.0.1
            ssl = required
            ssl_cert = <{{CertificateFile}}
            ssl_key = <{{_folder.FullName}}/key.pem
            recipient_delimiter = +
            auth_username_format = %n
            mail_location = maildir:{{mail}}/%n
            first_valid_uid = 1
            first_valid_gid = 1
            passdb {
              driver = static
              args = password={{Password}}
            }
            userdb {
              driver = static
              args = uid=nobody gid=nogroup home={{mail}}/%n allow_all_users=yes
            }
            service imap-login {
              inet_listener imap {
                port = 0
              }
              inet_listener imaps {
                port = {{ImapPort}}
                ssl = yes
              }
            }
            service lmtp {
              inet_listener lmtp {
                port = {{LmtpPort}}
              }
            }

            """);
        _dovecot = Process.Start(new ProcessStartInfo("dovecot", ["-F", "-c", configuration]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        for (var i = 0; i < 200 && !Log.Contains("starting up", StringComparison.Ordinal); i++)
        {
            Assert.False(_dovecot.HasExited, $"dovecot ended by itself: {Log} {(_dovecot.HasExited ? await _dovecot.StandardError.ReadToEndAsync() : "")}");
            await Task.Delay(50);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_dovecot is { HasExited: false })
        {
            using var stop = Process.Start("kill", ["-TERM", _dovecot.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
            await stop.WaitForExitAsync();
            await _dovecot.WaitForExitAsync();
        }

        _dovecot?.Dispose();
        _folder.Delete(recursive: true);
    }
}
