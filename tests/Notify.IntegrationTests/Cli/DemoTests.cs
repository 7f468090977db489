using System.Text.Json;
using Notify.Data.Embedded;
using Notify.TestKit.Processes;

namespace Notify.IntegrationTests.Cli;

/// <summary>The main job, as a newcomer runs it.</summary>
public sealed class DemoTests : IDisposable
{
    private static readonly Dictionary<string, string?> NoEnvironment = [];
    private readonly string _folder = Directory.CreateTempSubdirectory("notify-demo-").FullName;

    [Fact]
    public async Task Demo_delivers_both_messages_and_a_second_start_keeps_the_data()
    {
        var first = await OnceAsync("--json");
        var second = await OnceAsync("--json");

        Assert.Equal(["base_url", "service_id", "api_key", "email", "sms"], first.EnumerateObject().Select(member => member.Name));
        foreach (var message in new[] { first.GetProperty("email"), first.GetProperty("sms"), second.GetProperty("email"), second.GetProperty("sms") })
        {
            Assert.Equal(["id", "template_id", "status", "milliseconds"], message.EnumerateObject().Select(member => member.Name));
            Assert.Equal("delivered", message.GetProperty("status").GetString());
        }

        Assert.Equal(first.GetProperty("api_key").GetString(), second.GetProperty("api_key").GetString());
        Assert.Equal(first.GetProperty("email").GetProperty("template_id").GetString(), second.GetProperty("email").GetProperty("template_id").GetString());
    }

    [Fact]
    public async Task Demo_goes_on_serving_until_it_is_asked_to_stop_and_verbs_find_its_database()
    {
        var port = NotifyProcess.FreePort();
        await using var demo = NotifyProcess.Start(NoEnvironment, "demo", "--data", _folder, "--port", port.ToString(System.Globalization.CultureInfo.InvariantCulture));
        await demo.WaitForWordsAsync("Press Ctrl-C");
        var services = await NotifyProcess.RunAsync(NoEnvironment, "service", "list", "--data", _folder);

        Assert.Contains("Vehicle Licensing", services.Output, StringComparison.Ordinal);
        Assert.Equal(0, await demo.StopAsync());
        Assert.Contains("delivered in", demo.Output, StringComparison.Ordinal);
        Assert.Contains("Bearer $(", demo.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Key_of_the_demo_is_private_to_its_owner()
    {
        await OnceAsync("--json");

        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_folder, "demo-key")));
        }
    }

    public void Dispose() =>
        EmbeddedPostgres.DeleteAsync(new EmbeddedPostgresOptions { DataFolder = _folder }, CancellationToken.None).GetAwaiter().GetResult();

    private async Task<JsonElement> OnceAsync(params string[] arguments)
    {
        var (exitCode, output, errors) = await NotifyProcess.RunAsync(NoEnvironment, ["demo", "--once", "--data", _folder, .. arguments]);
        Assert.True(exitCode == 0, errors);
        return JsonSerializer.Deserialize<JsonElement>(output);
    }
}
