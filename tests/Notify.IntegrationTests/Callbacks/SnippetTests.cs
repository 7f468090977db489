using System.Net;
using System.Text.RegularExpressions;
using Notify.TestKit.Callbacks;
using Xunit.Abstractions;

namespace Notify.IntegrationTests.Callbacks;

/// <summary>What the documentation tells programmers to paste, run against a real callback.</summary>
/// <remarks>A language that this machine lacks is left out, unless NOTIFY_EVERY_LANGUAGE is 1: before a change lands it is.</remarks>
public sealed partial class SnippetTests(CallbackApp app, ITestOutputHelper output) : IClassFixture<CallbackApp>
{
    [Theory]
    [InlineData("python")]
    [InlineData("javascript")]
    [InlineData("shell")]
    [InlineData("java")]
    [InlineData("go")]
    [InlineData("php")]
    [InlineData("ruby")]
    public async Task Snippet_tells_genuine_from_forged_old_and_malformed(string language)
    {
        if (!Snippet.CanRun(language))
        {
            Assert.False(Environment.GetEnvironmentVariable("NOTIFY_EVERY_LANGUAGE") == "1", $"This machine has no {language}, and every language was to be tried");
            output.WriteLine($"Not run: this machine has no {language}");
            return;
        }

        var (told, secret, now) = await ToldAsync();
        using var snippet = new Snippet(language, await SnippetAsync(language));
        var headers = Headers(told.Headers["Notify-Signature"]);

        Assert.Equal(headers.Select(one => (one.Header, one.IsGenuine)), await snippet.JudgeAsync(headers, told.Body, secret, now));
        Assert.Equal((headers[0].Header, false), (await snippet.JudgeAsync(headers, [.. told.Body, (byte)' '], secret, now))[0]);
        Assert.Equal((headers[0].Header, false), (await snippet.JudgeAsync(headers, told.Body, "another secret", now))[0]);
    }

    /// <summary>What may come in the header: twice what the platform sends, then what it never does.</summary>
    private static List<(string Header, bool IsGenuine)> Headers(string genuine)
    {
        var (at, rest) = (genuine[2..genuine.IndexOf(',', StringComparison.Ordinal)], genuine[genuine.IndexOf(',', StringComparison.Ordinal)..]);
        string[] forged =
        [
            "", ",", "t", "t=", "t=,", "é", "t=abc", $"t={at}", $"t={at},", $"t={at},v1=", $"t={at},v1={new string('0', 64)}", $"t={at},v1={new string('z', 64)}",
            $"t={at},v1={new string('é', 64)}", $"t=abc{rest}", $"t={at}x{rest}", $"t=0{at}{rest}", $"t= {at}{rest}", $"t=-{at}{rest}", $"x={at}{rest}", $"{at}{rest}",
            $"t={rest}", $"{rest[1..]},t={at}", $"t={new string('9', 30)}{rest}", $"t={long.MinValue}{rest}", $"t=1700000000{rest}", $"t={at};{rest[1..]}",
        ];
        return [(genuine, true), ($"t={at},v1={new string('0', 64)}{rest}", true), .. forged.Select(header => (header, false))];
    }

    /// <summary>Held to the page below.</summary>
    private static bool IsGenuine(string header, byte[] body, string secret, long nowInSeconds)
    {
        var parts = header.Split(',');
        if (!parts[0].StartsWith("t=", StringComparison.Ordinal) || !long.TryParse(parts[0].AsSpan(2), out var at) || at < nowInSeconds - 300 || at > nowInSeconds + 300)
        {
            return false;
        }

        byte[] signed = [.. System.Text.Encoding.UTF8.GetBytes(parts[0][2..] + "."), .. body];
        var wanted = "v1=" + Convert.ToHexStringLower(System.Security.Cryptography.HMACSHA256.HashData(System.Text.Encoding.UTF8.GetBytes(secret), signed));
        return parts.Skip(1).Any(part => System.Security.Cryptography.CryptographicOperations.FixedTimeEquals(
            System.Text.Encoding.UTF8.GetBytes(part), System.Text.Encoding.UTF8.GetBytes(wanted)));
    }

    [Fact]
    public async Task Snippet_for_dotnet_is_what_is_compiled_here_and_works()
    {
        var (told, secret, now) = await ToldAsync();
        var headers = Headers(told.Headers["Notify-Signature"]);

        Assert.Equal(headers, headers.Select(one => (one.Header, IsGenuine(one.Header, told.Body, secret, now))));
        Assert.False(IsGenuine(headers[0].Header, told.Body, "another secret", now));
        Assert.False(IsGenuine(headers[0].Header, told.Body, secret, now + 301));
        var source = await File.ReadAllTextAsync(SourcePath());
        Assert.Contains(WhiteSpace().Replace(await SnippetAsync("csharp"), ""), WhiteSpace().Replace(source, ""), StringComparison.Ordinal);
    }

    private async Task<(ReceivedCallback Told, string Secret, long Now)> ToldAsync()
    {
        await using var listener = await CallbackListener.StartAsync();
        var service = await app.ServiceAsync();
        var secret = await app.SetAsync(service, listener);
        await service.AcceptAsync("email", new { email_address = "sam@example.com", template_id = await service.EmailTemplateAsync(), personalisation = new { name = "Sam" }, reference = "ärger" });
        return ((await listener.WaitAsync())[0], secret, TimeProvider.System.GetUtcNow().ToUnixTimeSeconds());
    }

    private static string SourcePath([System.Runtime.CompilerServices.CallerFilePath] string path = "") => path;

    private async Task<string> SnippetAsync(string language)
    {
        var page = await app.Http.GetStringAsync("/documentation/callbacks");
        var match = Regex.Match(page, $"""<code id="{language}">(.*?)</code>""", RegexOptions.Singleline);
        Assert.True(match.Success, $"no snippet for {language}");
        return WebUtility.HtmlDecode(match.Groups[1].Value);
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();
}
