using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Notify.Core.Errors;
using Notify.Core.Files;
using Notify.Server.Hosting;

namespace Notify.IntegrationTests.Files;

public sealed class RetryAfterTests
{
    [Fact]
    public async Task Refusal_that_says_try_again_says_when()
    {
        Assert.Equal("5", await RetryAfterAsync(FileRefusals.ScannerAway));
        Assert.Equal("", await RetryAfterAsync(FileRefusals.Virus));
    }

    private static async Task<string> RetryAfterAsync(NotifyError refusal)
    {
        await using var services = new ServiceCollection().AddLogging().BuildServiceProvider();
        var context = new DefaultHttpContext { RequestServices = services };

        await ApiResults.Problem(refusal).ExecuteAsync(context);

        Assert.Equal(refusal.StatusCode, context.Response.StatusCode);
        return context.Response.Headers.RetryAfter.ToString();
    }
}
