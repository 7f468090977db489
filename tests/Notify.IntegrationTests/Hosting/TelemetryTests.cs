using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
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
        using var spans = new Spans();
        var service = await app.ServiceAsync();
        var id = await service.AcceptAsync("sms", new { phone_number = "07700900123", template_id = await service.SmsTemplateAsync("Hello") });
        await service.WaitAsync(id, "delivered");
        await app.Services.GetRequiredService<ReceiptIntake>().TakeAsync(
            new DeliveryReceipt { Provider = "sandbox", NotificationId = id, Status = NotificationStatus.Delivered }, CancellationToken.None);

        Assert.Equal(["accept", "send", "receipt"], spans.Of(id).Select(span => span.OperationName));
    }

    [Fact]
    public async Task Message_of_a_bulk_send_has_a_trace_from_its_acceptance_on_that_leads_to_the_upload()
    {
        using var spans = new Spans();
        var service = await app.ServiceAsync();
        using var answer = await service.PostAsync(
            "/v2/notifications/bulk", new { name = "n", template_id = await service.SmsTemplateAsync("Hello"), csv = "phone number\n07700900123" });
        var upload = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
        Guid? id = null;
        for (var i = 0; i < 1000 && id is null; i++)
        {
            await using var command = app.DataSource.CreateCommand("select id from notifications where job_id = $1");
            command.Parameters.Add(new() { Value = upload });
            id = (Guid?)await command.ExecuteScalarAsync();
            await Task.Delay(10);
        }

        await service.WaitAsync(id!.Value, "delivered");

        var trace = spans.Of(id.Value);
        Assert.Equal(["accept", "send"], trace.Select(span => span.OperationName));
        Assert.Equal(upload.ToString("N"), Assert.Single(trace[0].Links).Context.TraceId.ToHexString());
        Assert.Contains(spans.Of(upload), span => span.OperationName == "accept upload");
    }
}
