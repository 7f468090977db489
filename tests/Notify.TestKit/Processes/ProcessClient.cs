using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Notify.Core.Services;
using Xunit;

namespace Notify.TestKit.Processes;

/// <summary>A service made through the command line, and its program calling the API of a server process.</summary>
public sealed class ProcessClient : IDisposable
{
    private readonly HttpClient _http;
    private readonly KeyString _key;

    private ProcessClient(string baseUrl, KeyString key, Guid emailTemplate, Guid smsTemplate)
    {
        _http = new HttpClient { BaseAddress = new Uri(baseUrl) };
        _key = key;
        EmailTemplate = emailTemplate;
        SmsTemplate = smsTemplate;
    }

    public Guid EmailTemplate { get; }

    public Guid SmsTemplate { get; }

    /// <summary>Makes service, key and two templates without placeholders by the program's own verb.</summary>
    public static async Task<ProcessClient> CreateAsync(IReadOnlyDictionary<string, string?> environment, string baseUrl)
    {
        var declared =
            $$"""
            services:
              - name: Service {{Core.Ids.NewRandom()}}
                keys: [{name: program, type: live}]
                templates:
                  - {name: email, title: Email, type: email, subject: Hello, body: Hello}
                  - {name: text, title: Text, type: sms, body: Hello}
            """;
        var (exitCode, output, errors) = await NotifyProcess.RunOnAsync(declared, environment, "apply", "-", "--json");
        Assert.True(exitCode == 0, errors);
        var service = JsonSerializer.Deserialize<JsonElement>(output).GetProperty("services")[0];
        Assert.True(KeyString.TryParse(service.GetProperty("keys")[0].GetProperty("api_key").GetString(), out var key));
        return new ProcessClient(baseUrl, key, Template("email"), Template("text"));

        Guid Template(string name) => service.GetProperty("templates").EnumerateArray()
            .Single(template => template.GetProperty("name").GetString() == name).GetProperty("id").GetGuid();
    }

    public async Task<Guid> AcceptEmailAsync(string address = "amala@example.com") =>
        await AcceptAsync("email", new { email_address = address, template_id = EmailTemplate });

    public async Task<Guid> AcceptSmsAsync() => await AcceptAsync("sms", new { phone_number = "07700900123", template_id = SmsTemplate });

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _key.Token(TimeProvider.System.GetUtcNow()));
        return await _http.SendAsync(request);
    }

    /// <summary>Asks until the notification has the status, for at most 30 seconds.</summary>
    public async Task WaitForStatusAsync(Guid id, string status)
    {
        var last = "";
        for (var i = 0; i < 1200; i++)
        {
            using var answer = await SendAsync(HttpMethod.Get, $"/v2/notifications/{id}");
            last = (await answer.Content.ReadFromJsonAsync<JsonElement>()).TryGetProperty("status", out var found) ? found.GetString()! : "";
            if (last == status)
            {
                return;
            }

            await Task.Delay(25);
        }

        Assert.Fail($"{id} is {last} after 30 s, not {status}");
    }

    public void Dispose() => _http.Dispose();

    private async Task<Guid> AcceptAsync(string channel, object body)
    {
        using var answer = await SendAsync(HttpMethod.Post, $"/v2/notifications/{channel}", body);
        var json = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.True(answer.IsSuccessStatusCode, json.ToString());
        return json.GetProperty("id").GetGuid();
    }
}
