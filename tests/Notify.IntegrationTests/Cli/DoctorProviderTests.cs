using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Notify.TestKit.Dns;
using Notify.TestKit.Processes;
using Notify.TestKit.Smtp;

namespace Notify.IntegrationTests.Cli;

/// <summary>What doctor says of mail servers, keys, bounces and carriers of texts.</summary>
public sealed class DoctorProviderTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("notify-doctor-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Every_mail_server_is_asked_and_named()
    {
        await using var server = new WireServer("SIZE 1000");
        var settings = new Dictionary<string, string?>
        {
            ["Notify__Delivery__EmailProviders"] = "smtp=70,backup=20,strict=5,nowhere=5",
            ["Notify__Smtp__Host"] = "127.0.0.1",
            ["Notify__Smtp__Port"] = server.Port.ToString(CultureInfo.InvariantCulture),
            ["Notify__Smtp__Security"] = "None",
            ["Notify__Smtp__Servers__backup__Host"] = "127.0.0.1",
            ["Notify__Smtp__Servers__backup__Port"] = "1",
            ["Notify__Smtp__Servers__backup__Security"] = "None",
            ["Notify__Smtp__Servers__strict__Host"] = "127.0.0.1",
            ["Notify__Smtp__Servers__strict__Port"] = server.Port.ToString(CultureInfo.InvariantCulture),
        };

        var findings = await RunAsync(settings, "e-mail provider");

        Assert.Equal(["good", "bad", "bad", "bad"], findings.Select(finding => finding.State));
        Assert.Equal("smtp: 127.0.0.1 lets us in", findings[0].Found);
        Assert.StartsWith("backup, 127.0.0.1: the mail server cannot be reached", findings[1].Found, StringComparison.Ordinal);
        Assert.StartsWith("strict, 127.0.0.1: the mail server does not offer what the settings ask for", findings[2].Found, StringComparison.Ordinal);
        Assert.Equal("nowhere: there is no mail server of this name", findings[3].Found);
        Assert.Empty(server.Messages);
    }

    [Fact]
    public async Task Keys_that_sign_are_compared_with_what_the_dns_publishes()
    {
        using var rsa = RSA.Create(2048);
        var good = Path.Combine(_folder.FullName, "good.pem");
        await File.WriteAllTextAsync(good, rsa.ExportPkcs8PrivateKeyPem());
        var publicKey = Convert.ToBase64String(rsa.ExportSubjectPublicKeyInfo());
        await using var dns = new DnsListener(new Dictionary<string, string>
        {
            ["s1._domainkey.example.gov"] = $"v=DKIM1; k=rsa; t=s; p={publicKey[..40]} {publicKey[40..]};",
            ["s3._domainkey.example.gov"] = "v=DKIM1; k=rsa; p=AAAA",
        });
        var settings = new Dictionary<string, string?>
        {
            ["Notify__Delivery__EmailProviders"] = "smtp",
            ["Notify__Dkim__Resolver"] = dns.Address,
            ["Notify__Dkim__Keys__0__Domain"] = "example.gov",
            ["Notify__Dkim__Keys__0__Selector"] = "s1",
            ["Notify__Dkim__Keys__0__KeyFile"] = good,
            ["Notify__Dkim__Keys__1__Domain"] = "example.gov",
            ["Notify__Dkim__Keys__1__Selector"] = "s2",
            ["Notify__Dkim__Keys__1__KeyFile"] = good,
            ["Notify__Dkim__Keys__2__Domain"] = "example.gov",
            ["Notify__Dkim__Keys__2__Selector"] = "s3",
            ["Notify__Dkim__Keys__2__KeyFile"] = good,
            ["Notify__Dkim__Keys__3__Domain"] = "example.gov",
            ["Notify__Dkim__Keys__3__Selector"] = "s4",
            ["Notify__Dkim__Keys__3__KeyFile"] = Path.Combine(_folder.FullName, "missing.pem"),
        };

        var findings = await RunAsync(settings, "DKIM");

        Assert.Equal(["good", "warning", "bad", "bad"], findings.Select(finding => finding.State));
        Assert.Equal("signs for example.gov, and s1._domainkey.example.gov has its public key", findings[0].Found);
        Assert.Contains("s2._domainkey.example.gov is not published", findings[1].Found, StringComparison.Ordinal);
        Assert.Equal($"Publish s2._domainkey.example.gov TXT \"v=DKIM1; k=rsa; p={publicKey}\"", findings[1].Mend!.Replace("\" \"", "", StringComparison.Ordinal));
        Assert.Contains("another public key", findings[2].Found, StringComparison.Ordinal);
        Assert.Contains("missing.pem", findings[3].Mend, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("127.0.0.1:1", "warning", "the DNS does not answer")]
    [InlineData("my resolver", "bad", "'my resolver' is no address of a DNS server")]
    public async Task Dns_that_cannot_be_asked_is_said(string resolver, string state, string words)
    {
        using var rsa = RSA.Create(2048);
        var key = Path.Combine(_folder.FullName, "good.pem");
        await File.WriteAllTextAsync(key, rsa.ExportPkcs8PrivateKeyPem());

        var finding = Assert.Single(await RunAsync(
            new Dictionary<string, string?>
            {
                ["Notify__Delivery__EmailProviders"] = "smtp",
                ["Notify__Dkim__Resolver"] = resolver,
                ["Notify__Dkim__Keys__0__Domain"] = "example.gov",
                ["Notify__Dkim__Keys__0__Selector"] = "s1",
                ["Notify__Dkim__Keys__0__KeyFile"] = key,
            },
            "DKIM"));

        Assert.Equal(state, finding.State);
        Assert.Contains(words, finding.Found, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "", "warning", "no domain for bounces is set")]
    [InlineData("bounces.example.gov", "", "good", "'notify bounce'")]
    [InlineData("bounces.example.gov", "127.0.0.1", "bad", "does not open")]
    [InlineData("not a host", "", "bad", "is a host name")]
    public async Task Return_path_is_looked_at(string domain, string imapHost, string state, string words)
    {
        var finding = Assert.Single(await RunAsync(
            new Dictionary<string, string?>
            {
                ["Notify__Delivery__EmailProviders"] = "smtp",
                ["Notify__Bounces__Domain"] = domain,
                ["Notify__Bounces__Imap__Host"] = imapHost,
                ["Notify__Bounces__Imap__Port"] = "1",
            },
            "return path"));

        Assert.Equal(state, finding.State);
        Assert.Contains(words, finding.Found, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Carriers_of_texts_are_looked_at_by_their_settings()
    {
        var settings = new Dictionary<string, string?>
        {
            ["Notify__Delivery__SmsProviders"] = "twilio=50,example-json=40,nowhere=10",
            ["Notify__Twilio__AccountSid"] = "AC" + new string('0', 32),
            ["Notify__Gateways__example-json__Enabled"] = "true",
            ["Notify__Gateways__example-json__Secrets__token"] = "x",
            ["Notify__Gateways__example-json__Secrets__receipts"] = "y",
        };

        var findings = await RunAsync(settings, "text provider");

        Assert.Equal(["bad", "good", "bad"], findings.Select(finding => finding.State));
        Assert.Equal("Set Notify:Twilio:AuthTokenFile", findings[0].Mend);
        Assert.StartsWith("example-json: its file is read and its secrets are there", findings[1].Found, StringComparison.Ordinal);
        Assert.Equal("nowhere: there is no gateway of this name", findings[2].Found);

        settings["Notify__Twilio__AuthToken"] = "t";
        settings.Remove("Notify__Gateways__example-json__Secrets__receipts");
        Assert.Contains("SecretFiles:receipts", Assert.Single(await RunAsync(settings, "text provider")).Mend, StringComparison.Ordinal);
    }

    private async Task<List<(string State, string Found, string? Mend)>> RunAsync(Dictionary<string, string?> settings, string about)
    {
        settings["NOTIFY_DATA"] = _folder.FullName;
        var result = await NotifyProcess.RunAsync(settings, "doctor", "--json");
        return [.. JsonSerializer.Deserialize<JsonElement>(result.Output).EnumerateArray()
            .Where(finding => finding.GetProperty("about").GetString() == about)
            .Select(finding => (finding.GetProperty("state").GetString()!, finding.GetProperty("found").GetString()!, finding.GetProperty("mend").GetString()))];
    }
}
