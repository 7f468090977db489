using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Notify.TestKit.Callbacks;

namespace Notify.IntegrationTests.Callbacks;

/// <summary>What the documentation tells programmers to paste, run against a real callback.</summary>
public sealed partial class SnippetTests(CallbackApp app) : IClassFixture<CallbackApp>
{
    [Theory]
    [InlineData("python")]
    [InlineData("javascript")]
    [InlineData("shell")]
    public async Task Snippet_tells_genuine_from_forged_and_from_old(string language)
    {
        await using var listener = await CallbackListener.StartAsync();
        var service = await app.ServiceAsync();
        var secret = await app.SetAsync(service, listener);
        await service.AcceptAsync("email", new { email_address = "sam@example.com", template_id = await service.EmailTemplateAsync(), personalisation = new { name = "Sam" }, reference = "ärger" });
        var told = (await listener.WaitAsync())[0];
        var header = told.Headers["Notify-Signature"];
        var snippet = await SnippetAsync(language);
        var old = header.Replace(header[2..header.IndexOf(',', StringComparison.Ordinal)], "1700000000", StringComparison.Ordinal);

        Assert.True(await IsGenuineAsync(language, snippet, header, told.Body, secret));
        Assert.True(await IsGenuineAsync(language, snippet, header.Replace(",v1=", $",v1={new string('0', 64)},v1=", StringComparison.Ordinal), told.Body, secret));
        Assert.False(await IsGenuineAsync(language, snippet, header, [.. told.Body, (byte)' '], secret));
        Assert.False(await IsGenuineAsync(language, snippet, header, told.Body, "another secret"));
        Assert.False(await IsGenuineAsync(language, snippet, old, told.Body, secret));
    }

    /// <summary>Held to the page below.</summary>
    private static bool IsGenuine(string header, byte[] body, string secret, long nowInSeconds)
    {
        var parts = header.Split(',');
        if (!parts[0].StartsWith("t=", StringComparison.Ordinal) || !long.TryParse(parts[0].AsSpan(2), out var at) || Math.Abs(nowInSeconds - at) > 300)
        {
            return false;
        }

        byte[] signed = [.. System.Text.Encoding.ASCII.GetBytes($"{at}."), .. body];
        var wanted = System.Security.Cryptography.HMACSHA256.HashData(System.Text.Encoding.UTF8.GetBytes(secret), signed);
        return parts.Skip(1).Any(part => part.StartsWith("v1=", StringComparison.Ordinal) && part.Length == 67
            && System.Security.Cryptography.CryptographicOperations.FixedTimeEquals(Convert.FromHexString(part.AsSpan(3)), wanted));
    }

    [Fact]
    public async Task Snippet_for_dotnet_is_what_is_compiled_here_and_works()
    {
        await using var listener = await CallbackListener.StartAsync();
        var service = await app.ServiceAsync();
        var secret = await app.SetAsync(service, listener);
        await service.AcceptAsync("email", new { email_address = "sam@example.com", template_id = await service.EmailTemplateAsync(), personalisation = new { name = "Sam" } });
        var told = (await listener.WaitAsync())[0];
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();

        Assert.True(IsGenuine(told.Headers["Notify-Signature"], told.Body, secret, now));
        Assert.False(IsGenuine(told.Headers["Notify-Signature"], told.Body, "another secret", now));
        Assert.False(IsGenuine(told.Headers["Notify-Signature"], told.Body, secret, now + 301));
        var source = await File.ReadAllTextAsync(SourcePath());
        Assert.Contains(WhiteSpace().Replace(await SnippetAsync("csharp"), ""), WhiteSpace().Replace(source, ""), StringComparison.Ordinal);
    }

    private static string SourcePath([System.Runtime.CompilerServices.CallerFilePath] string path = "") => path;

    private async Task<string> SnippetAsync(string language)
    {
        var page = await app.Http.GetStringAsync("/documentation/callbacks");
        var match = Regex.Match(page, $"""<code id="{language}">(.*?)</code>""", RegexOptions.Singleline);
        Assert.True(match.Success, $"no snippet for {language}");
        return WebUtility.HtmlDecode(match.Groups[1].Value);
    }

    private static async Task<bool> IsGenuineAsync(string language, string snippet, string header, byte[] body, string secret)
    {
        var folder = Directory.CreateTempSubdirectory("notify-snippet-").FullName;
        try
        {
            var bodyFile = Path.Combine(folder, "body");
            await File.WriteAllBytesAsync(bodyFile, body);
            var (program, name, text) = language switch
            {
                "python" => ("python3", "check.py", snippet + "\nimport sys, time\nprint('genuine' if is_genuine(sys.argv[1], open(sys.argv[2], 'rb').read(), sys.argv[3], time.time()) else 'forged')\n"),
                "javascript" => ("node", "check.cjs", snippet + "\nconst [, , header, file, secret] = process.argv\nconsole.log(isGenuine(header, require('node:fs').readFileSync(file), secret, Date.now() / 1000) ? 'genuine' : 'forged')\n"),
                "shell" => ("sh", "check.sh", "header=$1 body_file=$2 secret=$3\n" + snippet + "\n"),
                _ => throw new ArgumentOutOfRangeException(nameof(language)),
            };
            var script = Path.Combine(folder, name);
            await File.WriteAllTextAsync(script, text);
            using var process = Process.Start(new ProcessStartInfo(program, [script, header, bodyFile, secret]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var output = await process.StandardOutput.ReadToEndAsync();
            var errors = await process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync();
            Assert.True(errors.Length == 0, string.Create(CultureInfo.InvariantCulture, $"{language}: {errors}"));
            return output.Trim() == "genuine";
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();
}
