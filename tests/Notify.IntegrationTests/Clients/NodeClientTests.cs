using System.Diagnostics;
using System.Text.Json;
using Notify.TestKit.Server;

namespace Notify.IntegrationTests.Clients;

/// <summary>The official Node.js client, unchanged, with nothing but another base URL.</summary>
public sealed class NodeClientTests(NotifyApp app) : IClassFixture<NotifyApp>
{
    [Fact]
    public async Task Client_sends_both_channels_reads_back_and_understands_a_refusal()
    {
        var service = await app.ServiceAsync();
        var email = await service.EmailTemplateAsync("Hello ((name))", "Dear ((name)), welcome.");
        var sms = await service.SmsTemplateAsync("Dear ((name)), welcome.");

        var answers = await RunAsync(app.BaseUrl, service.Key.Reveal(), email.ToString(), sms.ToString());

        Assert.Equal("Hello Amala", answers.GetProperty("email").GetProperty("content").GetProperty("subject").GetString());
        Assert.Equal("from node", answers.GetProperty("email").GetProperty("reference").GetString());
        Assert.Equal("Dear Amala, welcome.", answers.GetProperty("sms").GetProperty("content").GetProperty("body").GetString());
        Assert.All(answers.GetProperty("read").EnumerateArray(), notification => Assert.Equal("delivered", notification.GetProperty("status").GetString()));
        Assert.Equal("Missing personalisation: name", answers.GetProperty("refused").GetProperty("errors")[0].GetProperty("message").GetString());
    }

    private static async Task<JsonElement> RunAsync(params string[] arguments)
    {
        using var node = Process.Start(new ProcessStartInfo("node", [Script(), .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = node.StandardOutput.ReadToEndAsync();
        var errors = node.StandardError.ReadToEndAsync();
        await node.WaitForExitAsync();
        Assert.True(node.ExitCode == 0, await errors);
        return JsonSerializer.Deserialize<JsonElement>(await output);
    }

    /// <summary>In the source tree, since Node looks for packages upwards from the script.</summary>
    private static string Script()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var script = Path.Combine(folder.FullName, "Clients", "node-client.cjs");
            if (File.Exists(script))
            {
                return script;
            }
        }

        throw new FileNotFoundException("node-client.cjs is not above the tests' output folder");
    }
}
