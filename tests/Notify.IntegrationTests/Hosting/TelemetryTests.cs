using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Notify.Core.Notifications;
using Notify.Core.Receipts;
using Notify.Server.Hosting.Telemetry;
using Notify.Server.Receipts;
using Notify.TestKit.Server;

namespace Notify.IntegrationTests.Hosting;

/// <summary>What an operator's tools see: figures at <c>/metrics</c>, and one trace for each notification.</summary>
public sealed class TelemetryTests(NotifyApp app) : IClassFixture<NotifyApp>
{
    [Theory]
    [InlineData("X-Forwarded-For", "192.0.2.1")]
    [InlineData("Forwarded", "for=192.0.2.1")]
    public async Task Figures_are_not_shown_through_a_proxy(string header, string value)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/metrics");
        request.Headers.Add(header, value);

        using var answer = await app.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Theory]
    [InlineData("/unsubscribe/01980000-0000-7000-8000-000000000001/secret", false)]
    [InlineData("/metrics", false)]
    [InlineData("/health/ready", false)]
    [InlineData("/v2/notifications/sms", true)]
    public void Requests_that_carry_a_secret_in_their_path_are_not_traced(string path, bool isTraced) =>
        Assert.Equal(isTraced, TelemetrySetup.IsTraced(path));

    [Fact]
    public async Task Acceptance_hand_over_and_receipt_of_a_notification_are_one_trace_that_its_id_finds()
    {
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Notify",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);

        var service = await app.ServiceAsync();
        var id = await service.AcceptAsync("sms", new { phone_number = "07700900123", template_id = await service.SmsTemplateAsync("Hello") });
        await service.WaitAsync(id, "delivered");
        await app.Services.GetRequiredService<ReceiptIntake>().TakeAsync(
            new DeliveryReceipt { Provider = "sandbox", NotificationId = id, Status = NotificationStatus.Delivered }, CancellationToken.None);

        Assert.Equal(
            ["accept", "send", "receipt"],
            spans.Where(span => span.TraceId.ToHexString() == id.ToString("N")).OrderBy(span => span.StartTimeUtc).Select(span => span.OperationName));
    }
}
