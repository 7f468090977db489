using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
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
    public async Task Keys_that_sign_are_shown_with_the_record_to_publish()
    {
        using var rsa = RSA.Create(2048);
        var good = Path.Combine(_folder.FullName, "good.pem");
        await File.WriteAllTextAsync(good, rsa.ExportPkcs8PrivateKeyPem());
        var settings = new Dictionary<string, string?>
        {
            ["Notify__Delivery__EmailProviders"] = "smtp",
            ["Notify__Dkim__Keys__0__Domain"] = "example.gov",
            ["Notify__Dkim__Keys__0__Selector"] = "s1",
            ["Notify__Dkim__Keys__0__KeyFile"] = good,
            ["Notify__Dkim__Keys__1__Domain"] = "example.gov",
            ["Notify__Dkim__Keys__1__Selector"] = "s2",
            ["Notify__Dkim__Keys__1__KeyFile"] = Path.Combine(_folder.FullName, "missing.pem"),
        };

        var findings = await RunAsync(settings, "DKIM");

        Assert.Equal(["good", "bad"], findings.Select(finding => finding.State));
        Assert.Contains("s1._domainkey.example.gov TXT \"v=DKIM1; k=rsa; p=", findings[0].Found, StringComparison.Ordinal);
        Assert.Contains(Convert.ToBase64String(rsa.ExportSubjectPublicKeyInfo()), findings[0].Found.Replace("\" \"", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("missing.pem", findings[1].Mend, StringComparison.Ordinal);
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
