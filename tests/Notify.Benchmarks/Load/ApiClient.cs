using System.Globalization;
using System.Text;
using System.Text.Json;
using Notify.Core;
using Notify.Core.Services;
using Notify.TestKit.Processes;

namespace Notify.Benchmarks.Load;

/// <summary>A service's program: knows its key and template, and writes the bytes of its requests.</summary>
internal sealed class ApiClient
{
    /// <summary>Tokens live 30 seconds; this one is made anew before.</summary>
    private static readonly TimeSpan TokenFor = TimeSpan.FromSeconds(15);

    private readonly KeyString _key;
    private readonly Lock _lock = new();
    private string _token = "";
    private Pieces _send = new("", [], [], []);
    private DateTimeOffset _tokenAt;

    private ApiClient(KeyString key, string type, Guid templateId)
    {
        _key = key;
        Type = type;
        TemplateId = templateId;
    }

    public string Type { get; }

    public Guid TemplateId { get; }

    public Guid ServiceId => _key.ServiceId;

    /// <summary>Makes services as their users would: one file for all, and one run of the program.</summary>
    public static async Task<IReadOnlyList<ApiClient>> CreateAsync(IReadOnlyDictionary<string, string?> environment, int count, string type, string lane)
    {
        const int Enough = 100_000_000;
        var file = JsonSerializer.Serialize(new
        {
            services = Enumerable.Range(0, count).Select(_ => new
            {
                name = $"Load {Ids.NewRandom():N}",
                trial_mode = false,
                limits = new { requests_per_minute = Enough, email_per_day = Enough, sms_per_day = Enough },
                keys = new[] { new { name = "load", type = "live" } },
                templates = new[] { Template() },
            }),
        });
        var (exitCode, output, errors) = await NotifyProcess.RunOnAsync(file, environment, "apply", "-", "--json");
        return exitCode == 0
            ? [.. JsonSerializer.Deserialize<JsonElement>(output).GetProperty("services").EnumerateArray().Select(Read)]
            : throw new InvalidOperationException(errors);

        Dictionary<string, string> Template()
        {
            var template = new Dictionary<string, string>
            {
                ["name"] = "load",
                ["title"] = "Load",
                ["type"] = type,
                ["lane"] = lane,
                ["body"] = type == "email"
                    ? "Dear ((name)),\n\n# Your appointment\n\nIt is on ((day)) at ((time)).\n\n* bring this letter\n* bring your ((document))\n\nYou can [change it](https://www.example.com/appointments/((number)))."
                    : "((name)): your appointment is on ((day)) at ((time)). Bring your ((document)). Change it at https://example.com/a/((number))",
            };
            if (type == "email")
            {
                template["subject"] = "Your appointment on ((day))";
            }

            return template;
        }

        ApiClient Read(JsonElement service) => KeyString.TryParse(service.GetProperty("keys")[0].GetProperty("api_key").GetString(), out var key)
            ? new ApiClient(key, type, service.GetProperty("templates")[0].GetProperty("id").GetGuid())
            : throw new InvalidOperationException("No key");
    }

    /// <summary>Writes a request that sends to a recipient.</summary>
    /// <returns>Its length in <paramref name="buffer"/>.</returns>
    public int WriteSend(Span<byte> buffer, string recipient)
    {
        var token = Token();
        if (_send.Token != token)
        {
            _send = new Pieces(
                token,
                Encoding.ASCII.GetBytes($"POST /v2/notifications/{Type} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\nContent-Length: "),
                Encoding.ASCII.GetBytes($"{{\"template_id\":\"{TemplateId}\",\"{(Type == "email" ? "email_address" : "phone_number")}\":\""),
                Encoding.ASCII.GetBytes("\",\"personalisation\":{\"name\":\"Amala Bird\",\"day\":\"Tuesday 3 March\",\"time\":\"11:15 am\",\"document\":\"passport\",\"number\":\"4711\"}}"));
        }

        _send.Head.CopyTo(buffer);
        var at = _send.Head.Length;
        (_send.BodyBefore.Length + recipient.Length + _send.BodyAfter.Length).TryFormat(buffer[at..], out var digits, provider: CultureInfo.InvariantCulture);
        at += digits;
        Add("\r\n\r\n"u8, buffer);
        Add(_send.BodyBefore, buffer);
        at += Encoding.ASCII.GetBytes(recipient, buffer[at..]);
        Add(_send.BodyAfter, buffer);
        return at;

        void Add(ReadOnlySpan<byte> bytes, Span<byte> to)
        {
            bytes.CopyTo(to[at..]);
            at += bytes.Length;
        }
    }

    public int WriteGet(Span<byte> buffer, Guid id) =>
        Encoding.ASCII.GetBytes($"GET /v2/notifications/{id} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {Token()}\r\n\r\n", buffer);

    /// <summary>One that is still good for a while.</summary>
    public string Token()
    {
        lock (_lock)
        {
            var now = TimeProvider.System.GetUtcNow();
            if (now - _tokenAt > TokenFor)
            {
                (_token, _tokenAt) = (_key.Token(now), now);
            }

            return _token;
        }
    }

    /// <summary>The bytes of a request that stay the same while a token is good: writing them anew for each would cost as much as sending them.</summary>
    private sealed record Pieces(string Token, byte[] Head, byte[] BodyBefore, byte[] BodyAfter);
}
