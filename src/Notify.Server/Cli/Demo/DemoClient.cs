using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json;
using Notify.Server.Hosting;

namespace Notify.Server.Cli.Demo;

/// <summary>Sends the two sample messages through the public API over HTTP, as any client would.</summary>
internal static class DemoClient
{
    private static readonly string[] Documents = ["your licence", "this e-mail", "a pen"];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    public static async Task<DemoResult> SendAsync(string baseUrl, DemoSamples samples, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { BaseAddress = new Uri(baseUrl) };

        // As a client that has been running for a while: connection open, code compiled.
        using (var first = new HttpRequestMessage(HttpMethod.Get, $"/v2/notifications/{Guid.Empty}"))
        using (var answer = await SendAsync(http, first, samples, cancellationToken))
        {
            await answer.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        }

        var email = await SendOneAsync(
            http,
            samples,
            "email",
            samples.EmailTemplateId,
            new
            {
                email_address = "amala.chandran@example.com",
                template_id = samples.EmailTemplateId,
                personalisation = new { name = "Amala", date = "3 March 2027 at 10:15am", place = "Swansea", documents = Documents, parking = "yes" },
                reference = "demo-email",
            },
            cancellationToken);
        var sms = await SendOneAsync(
            http,
            samples,
            "sms",
            samples.SmsTemplateId,
            new
            {
                phone_number = "07700 900123",
                template_id = samples.SmsTemplateId,
                personalisation = new { name = "Amala", date = "3 March at 10:15am", place = "Swansea" },
                reference = "demo-sms",
            },
            cancellationToken);
        return new DemoResult(baseUrl, samples, email, sms);
    }

    private static async Task<DemoMessage> SendOneAsync(
        HttpClient http, DemoSamples samples, string channel, Guid templateId, object body, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        using var post = new HttpRequestMessage(HttpMethod.Post, $"/v2/notifications/{channel}") { Content = JsonContent.Create(body) };
        using var answer = await SendAsync(http, post, samples, cancellationToken);
        var accepted = await answer.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        if (!answer.IsSuccessStatusCode)
        {
            throw new RefusedException($"The API refused the {channel}: {accepted}");
        }

        var id = accepted.GetProperty("id").GetGuid();
        while (true)
        {
            using var get = new HttpRequestMessage(HttpMethod.Get, $"/v2/notifications/{id}");
            using var found = await SendAsync(http, get, samples, cancellationToken);
            var notification = await found.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
            var elapsed = Stopwatch.GetElapsedTime(began);
            if (notification.GetProperty("completed_at").ValueKind == JsonValueKind.String || elapsed > Patience)
            {
                return new DemoMessage(
                    channel,
                    id,
                    templateId,
                    notification.GetProperty("status").GetString()!,
                    (int)Math.Round(elapsed.TotalMilliseconds),
                    Time(notification, "created_at"),
                    Time(notification, "sent_at"),
                    Time(notification, "completed_at"));
            }

            await Task.Delay(Pause, TimeProvider.System, cancellationToken);
        }
    }

    private static Task<HttpResponseMessage> SendAsync(HttpClient http, HttpRequestMessage request, DemoSamples samples, CancellationToken cancellationToken)
    {
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", samples.Key.Token(TimeProvider.System.GetUtcNow()));
        return http.SendAsync(request, cancellationToken);
    }

    private static DateTimeOffset? Time(JsonElement notification, string member) =>
        notification.GetProperty(member).ValueKind == JsonValueKind.String ? notification.GetProperty(member).GetDateTimeOffset() : null;
}

/// <summary>What the demo did.</summary>
internal sealed record DemoResult(string BaseUrl, DemoSamples Samples, DemoMessage Email, DemoMessage Sms)
{
    public IReadOnlyList<DemoMessage> Messages => [Email, Sms];
}

/// <summary>One sample message, as the API told it.</summary>
/// <param name="Milliseconds">From before the POST until the API said it was delivered.</param>
internal sealed record DemoMessage(
    string Channel,
    Guid Id,
    Guid TemplateId,
    string Status,
    int Milliseconds,
    DateTimeOffset? CreatedAt,
    DateTimeOffset? SentAt,
    DateTimeOffset? CompletedAt)
{
    public bool IsDelivered => Status == "delivered";
}
