using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Notify.IntegrationTests.Uploads;

/// <summary>Behind a proxy, or with a certificate of its own, the server is spoken to in HTTP/2, whose streams are read otherwise.</summary>
public sealed class HttpTwoTests(HttpTwoTests.App app) : IClassFixture<HttpTwoTests.App>
{
    [Fact]
    public async Task Bulk_send_over_http_2_is_taken_and_shown()
    {
        var service = await app.ServiceAsync();
        var template = await service.SmsTemplateAsync();
        using var http = new HttpClient(new OverHttpTwo()) { BaseAddress = new Uri(app.BaseUrl) };
        var body = JsonContent.Create(new { name = "Week 48", template_id = template, rows = new object[][] { ["phone number", "name"], ["07700 900123", "Amala"] } });

        using var answer = await service.SendAsync(HttpMethod.Post, "/v2/notifications/bulk", body, http);

        var upload = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.True(answer.StatusCode == HttpStatusCode.Created, upload.ToString());
        using var shown = await service.SendAsync(HttpMethod.Get, $"/v2/notifications/bulk/{upload.GetProperty("id").GetGuid()}", content: null, http);
        Assert.Equal((HttpStatusCode.OK, HttpVersion.Version20), (shown.StatusCode, shown.Version));
    }

    /// <summary>Without a certificate one side must know beforehand that the other speaks HTTP/2.</summary>
    public sealed class App : BulkApp
    {
        protected override IReadOnlyDictionary<string, string?> Settings { get; } = new Dictionary<string, string?>
        {
            ["Kestrel:EndpointDefaults:Protocols"] = "Http2",
        };
    }

    private sealed class OverHttpTwo() : DelegatingHandler(new SocketsHttpHandler())
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            (request.Version, request.VersionPolicy) = (HttpVersion.Version20, HttpVersionPolicy.RequestVersionExact);
            return base.SendAsync(request, cancellationToken);
        }
    }
}
