using System.Text;
using System.Text.Json;
using Notify.Core.Services;
using Notify.TestKit.Processes;
using Npgsql;

namespace Notify.Benchmarks.Load;

/// <summary>A service's program: knows its key and template, and writes the bytes of its requests.</summary>
internal sealed class ApiClient
{
    /// <summary>Tokens live 30 seconds; this one is made anew before.</summary>
    private static readonly TimeSpan TokenFor = TimeSpan.FromSeconds(15);

    private readonly KeyString _key;
    private readonly Lock _lock = new();
    private string _token = "";
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

    public static async Task<ApiClient> CreateAsync(
        IReadOnlyDictionary<string, string?> environment, NpgsqlDataSource database, string type, string lane, string name)
    {
        var service = (await RunAsync("service", "create", name, "--json")).GetProperty("id").GetString()!;
        var key = (await RunAsync("key", "create", service, "load", "--json")).GetProperty("api_key").GetString();
        string[] subject = type == "email" ? ["--subject", "Your appointment on ((day))"] : [];
        var template = await RunAsync([
            "template", "create", service, "Load", "--type", type, .. subject,
            "--body", type == "email"
                ? "Dear ((name)),\n\n# Your appointment\n\nIt is on ((day)) at ((time)).\n\n* bring this letter\n* bring your ((document))\n\nYou can [change it](https://www.example.com/appointments/((number)))."
                : "((name)): your appointment is on ((day)) at ((time)). Bring your ((document)). Change it at https://example.com/a/((number))",
            "--json"]);
        await using (var limits = database.CreateCommand(
            $"update services set rate_limit = 100000000, daily_email = 100000000, daily_sms = 100000000 where id = '{service}'"))
        {
            await limits.ExecuteNonQueryAsync();
        }

        await using (var lanes = database.CreateCommand($"update templates set lane = '{lane}' where service_id = '{service}'"))
        {
            await lanes.ExecuteNonQueryAsync();
        }

        return KeyString.TryParse(key, out var parsed)
            ? new ApiClient(parsed, type, template.GetProperty("id").GetGuid())
            : throw new InvalidOperationException("No key");

        async Task<JsonElement> RunAsync(params string[] arguments)
        {
            var (exitCode, output, errors) = await NotifyProcess.RunAsync(environment, arguments);
            return exitCode == 0 ? JsonSerializer.Deserialize<JsonElement>(output) : throw new InvalidOperationException(errors);
        }
    }

    /// <summary>Writes a request that sends to a recipient.</summary>
    /// <returns>Its length in <paramref name="buffer"/>.</returns>
    public int WriteSend(Span<byte> buffer, string recipient)
    {
        var body = "{\"template_id\":\"" + TemplateId + "\",\"" + (Type == "email" ? "email_address" : "phone_number") + "\":\"" + recipient
            + "\",\"personalisation\":{\"name\":\"Amala Bird\",\"day\":\"Tuesday 3 March\",\"time\":\"11:15 am\",\"document\":\"passport\",\"number\":\"4711\"}}";
        return Write(buffer, "POST /v2/notifications/" + Type, body);
    }

    public int WriteGet(Span<byte> buffer, Guid id) => Write(buffer, "GET /v2/notifications/" + id, null);

    public int Write(Span<byte> buffer, string request, string? body) => Encoding.ASCII.GetBytes(
        request + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + Token()
        + (body is null ? "\r\n\r\n" : "\r\nContent-Type: application/json\r\nContent-Length: " + body.Length + "\r\n\r\n" + body),
        buffer);

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
}
