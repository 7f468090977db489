using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Notify.Core.Services;
using Notify.Data.Services;
using Notify.Server.Hosting;
using Notify.TestKit.Server;

namespace Notify.IntegrationTests.Api;

/// <summary>No body whatever makes the server fail: each gets an answer in the contract's shape.</summary>
/// <remarks>The bodies are the same in every run, which takes half a minute; <c>NOTIFY_FUZZ_BODIES</c> asks for fewer or more.</remarks>
public sealed class FuzzTests(FuzzTests.QuietApp app) : IClassFixture<FuzzTests.QuietApp>
{
    private const int Workers = 16;

    private static readonly int Bodies =
        int.TryParse(Environment.GetEnvironmentVariable("NOTIFY_FUZZ_BODIES"), NumberStyles.None, CultureInfo.InvariantCulture, out var asked) ? asked : 100_000;

    [Fact]
    public async Task No_mutated_body_is_answered_by_a_failure()
    {
        var service = await ServiceAsync();
        var email = await service.EmailTemplateAsync();
        var sms = await service.SmsTemplateAsync();
        (string Path, string Body)[] starts =
        [
            ("/v2/notifications/sms", $$"""{"phone_number": "07700900000", "template_id": "{{sms}}", "personalisation": {"name": "Ann"}, "reference": "a"}"""),
            ("/v2/notifications/email", $$"""{"email_address": "simulate-delivered@notifications.service.gov.uk", "template_id": "{{email}}", "personalisation": {"name": ["a", 1, null, {"b": 2.50}] } }"""),
            ($"/v2/template/{email}/preview", """{"personalisation": {"name": "# Ann\n\n* one\n* two [x](https://example.com)"}}"""),
            ($"/v2/template/{sms}/preview", """{"personalisation": {"name": 5}}"""),
        ];
        var faults = new ConcurrentBag<string>();
        var statuses = new ConcurrentDictionary<int, int>();

        await Parallel.ForAsync(0, Bodies, new ParallelOptions { MaxDegreeOfParallelism = Workers }, async (number, cancellationToken) =>
        {
            var (path, body) = starts[number % starts.Length];
            using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(Mutations.Of(body, number)) };
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", service.Key.Token(TimeProvider.System.GetUtcNow()));
            using var answer = await app.Http.SendAsync(request, cancellationToken);
            statuses.AddOrUpdate((int)answer.StatusCode, 1, (_, count) => count + 1);
            if (!IsOrderly((int)answer.StatusCode, await answer.Content.ReadAsByteArrayAsync(cancellationToken)))
            {
                faults.Add($"body {number}: {(int)answer.StatusCode}");
            }
        });

        Assert.Empty(faults);
        Assert.True(statuses.GetValueOrDefault(200) > 0 && statuses.GetValueOrDefault(201) > 0 && statuses.GetValueOrDefault(400) > 0, "some bodies stay valid");
    }

    private static bool IsOrderly(int status, byte[] body)
    {
        using var json = JsonDocument.Parse(body);
        return status is 200 or 201
            || (status is 400 or 404
                && json.RootElement.GetProperty("status_code").GetInt32() == status
                && json.RootElement.GetProperty("errors").EnumerateArray().All(error =>
                    error.GetProperty("error").GetString()!.Length > 0 && error.GetProperty("message").GetString()!.Length > 0));
    }

    /// <summary>One that no limit stops.</summary>
    private async Task<SendingService> ServiceAsync()
    {
        var made = await app.ServiceAsync();
        var unlimited = new ServiceLimits { RatePerMinute = int.MaxValue, DailyEmail = int.MaxValue, DailySms = int.MaxValue };
        await app.Services.GetRequiredService<ServiceStore>().UpdateAsync(made.Service with { Limits = unlimited }, CancellationToken.None);
        return made;
    }

    public sealed class QuietApp : NotifyApp
    {
        protected override Roles Roles => Roles.Api;
    }
}
