using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Notify.IntegrationTests.Clients;
using Notify.Providers.Sms.Twilio;

namespace Notify.IntegrationTests.Receipts;

/// <summary>Our signatures against those of Twilio's own package for Node.js, over many random requests.</summary>
public sealed class TwilioPackageTests
{
    private static readonly string[] Alphabet = ["a", "Z", "9", " ", "+", "&", "=", "%", "é", "ŵ", "语", "😀", "'", "\"", "\n", "\\", "_", "-"];
    private static readonly string[] Bases = ["https://notify.example", "https://notify.example:443", "https://notify.example:8443", "http://notify.example", "https://user:pass@notify.example"];

    [Fact]
    public async Task Signatures_agree_both_ways()
    {
        var random = new Random(20261124);
        SignedRequest[] requests = [.. Enumerable.Range(0, 500).Select(i => Request(random, withBody: i % 5 == 4))];
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(requests, JsonSerializerOptions.Web));

        var answers = await NodeScript.RunAsync("Receipts/twilio-signatures.cjs", file);

        File.Delete(file);
        Assert.Equal(requests.Length, answers.GetArrayLength());
        foreach (var (request, answer) in requests.Zip(answers.EnumerateArray()))
        {
            Assert.True(answer.GetProperty("accepted").GetBoolean(), $"Twilio's package does not accept our signature of {request.Url}");
            Assert.True(answer.GetProperty("refused").GetBoolean());
            var theirs = answer.GetProperty("signature").GetString();
            Assert.True(TwilioSignature.IsValid([request.Token], theirs, request.Url, Pairs(request), Encoding.UTF8.GetBytes(request.Body ?? "")));
            Assert.False(TwilioSignature.IsValid([request.Token + "x"], theirs, request.Url, Pairs(request), Encoding.UTF8.GetBytes(request.Body ?? "")));
        }
    }

    private static SignedRequest Request(Random random, bool withBody)
    {
        var fields = new Dictionary<string, string[]>();
        for (var i = withBody ? 0 : random.Next(12); i > 0; i--)
        {
            // Names in ASCII: JavaScript sorts by UTF-16 unit, as we do, but Twilio never sends others.
            fields[$"{(char)random.Next('A', 'Z' + 1)}{(char)random.Next('a', 'z' + 1)}{random.Next(3)}"] = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Text(random, random.Next(20)))];
        }

        var body = withBody ? Text(random, 100) : null;
        var url = $"{Bases[random.Next(Bases.Length)]}/receipts/twilio/{random.Next()}";
        url += body is null ? random.Next(2) == 0 ? "" : $"?a={random.Next()}&b='x'" : $"?bodySHA256={Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(body)))}";
        var request = new SignedRequest(Text(random, 16), url, fields, body, "");
        return request with { Signature = TwilioSignature.Sign(request.Token, url, Pairs(request)) };
    }

    private static string Text(Random random, int length) => string.Concat(Enumerable.Range(0, length).Select(_ => Alphabet[random.Next(Alphabet.Length)]));

    private static KeyValuePair<string, string>[] Pairs(SignedRequest request) =>
        [.. request.Fields.SelectMany(field => field.Value.Select(value => KeyValuePair.Create(field.Key, value)))];

    private sealed record SignedRequest(string Token, string Url, Dictionary<string, string[]> Fields, string? Body, string Signature);
}
