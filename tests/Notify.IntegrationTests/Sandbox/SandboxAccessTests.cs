using System.Net;
using Notify.TestKit.Server;

namespace Notify.IntegrationTests.Sandbox;

/// <summary>The inbox shows people's data, so without signing in it is for the machine itself.</summary>
public sealed class SandboxAccessTests(NotifyApp app) : IClassFixture<NotifyApp>
{
    [Theory]
    [InlineData("Host", "notify.example.gov", HttpStatusCode.Forbidden)]
    [InlineData("X-Forwarded-For", "203.0.113.7", HttpStatusCode.Forbidden)]
    [InlineData("X-Real-IP", "203.0.113.7", HttpStatusCode.Forbidden)]
    [InlineData("Host", "localhost", HttpStatusCode.OK)]
    [InlineData("Host", "[::1]:8080", HttpStatusCode.OK)]
    public async Task Inbox_is_shown_only_to_who_asks_for_it_on_the_machine(string header, string value, HttpStatusCode expected)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/sandbox");
        request.Headers.TryAddWithoutValidation(header, value);

        using var answer = await app.Http.SendAsync(request);

        Assert.Equal(expected, answer.StatusCode);
    }
}
