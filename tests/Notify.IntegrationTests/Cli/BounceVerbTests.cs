using System.Diagnostics.Metrics;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Notify.Core.Secrets;
using Notify.Server.Hosting.Telemetry;
using Notify.TestKit.Processes;
using Notify.TestKit.Server;

namespace Notify.IntegrationTests.Cli;

/// <summary><c>notify bounce</c> as a mail server's pipe sees it: what it prints and how it ends.</summary>
public sealed class BounceVerbTests(NotifyDatabase database) : IClassFixture<NotifyDatabase>, IDisposable
{
    private static readonly string Secret = EncryptionKey.NewSecret();

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("notify-bounce-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("From: a@example.com\nSubject: Hello\n\nHello\n", "notabounce")]
    [InlineData("From: a@example.com\nAuto-Submitted: auto-replied\nSubject: I am away\n\nUntil Monday\n", "autoreply")]
    [InlineData("From: MAILER-DAEMON@example.com\nSubject: Undelivered\nTo: bounce@bounces.example.gov\n\nNo\n", "unmatched")]
    [InlineData("From: MAILER-DAEMON@example.com\nSubject: Undelivered\nTo: bounce+0199d5ac4a007b3c9d3e2f6a1b2c3d4e.aaaaaaaaaaaaaaaa@bounces.example.gov\n\nNo\n", "forged")]
    [InlineData("", "notabounce")]
    public async Task Message_that_is_read_is_done_with_whatever_it_is(string message, string kind)
    {
        var result = await NotifyProcess.RunOnAsync(message, Environment(database.ConnectionString), "bounce", "--json");

        Assert.True(result.ExitCode == 0, result.Errors);
        Assert.Equal(kind, JsonSerializer.Deserialize<JsonElement>(result.Output).GetProperty("kind").GetString());
    }

    [Fact]
    public async Task What_the_pipe_counts_is_in_a_worker_s_figures()
    {
        var app = new NotifyApp();
        await app.InitializeAsync();
        try
        {
            using var figures = new Figures(app.Services.GetRequiredService<IMeterFactory>(), "notify.bounces");

            var result = await NotifyProcess.RunOnAsync("From: a@example.com\nSubject: Hello\n\nHello\n", Environment(app.ConnectionString), "bounce");
            await app.Services.GetServices<IHostedService>().OfType<CountTaker>().Single().TakeAsync(CancellationToken.None);

            Assert.True(result.ExitCode == 0, result.Errors);
            Assert.True(SpinWait.SpinUntil(() => figures.Counted.Count > 0, TimeSpan.FromSeconds(20)), "the worker, too, may have taken it, and not added it yet");
            Assert.Equal(["notify.bounces=1 notabounce"], figures.Counted);
        }
        finally
        {
            await app.DisposeAsync();
        }
    }

    [Fact]
    public async Task Message_of_many_megabytes_is_read_to_its_end()
    {
        var message = "From: a@example.com\nSubject: Hello\n\n" + string.Concat(Enumerable.Repeat(new string('x', 75) + "\n", 100_000));

        var result = await NotifyProcess.RunOnAsync(message, Environment(database.ConnectionString), "bounce");

        Assert.True(result.ExitCode == 0, result.Errors);
        Assert.Equal("Ignored: neither a bounce nor a complaint.", result.Output.Trim());
    }

    [Theory]
    [InlineData("Host=127.0.0.1;Port=1;Database=notify")]
    [InlineData("nonsense")]
    [InlineData("")]
    public async Task Mail_server_is_to_keep_the_message_while_the_database_is_away(string address)
    {
        var result = await NotifyProcess.RunOnAsync("Subject: Hello\n\nHello\n", Environment(address), "bounce");

        Assert.Equal(75, result.ExitCode);
        Assert.Contains("ome again", result.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mail_server_is_to_keep_the_message_while_no_keys_are_set()
    {
        var environment = Environment(database.ConnectionString);
        environment.Remove("Notify__Encryption__Keys__0__Id");
        environment.Remove("Notify__Encryption__Keys__0__Secret");

        var result = await NotifyProcess.RunOnAsync("Subject: Hello\n\nHello\n", environment, "bounce");

        Assert.Equal(75, result.ExitCode);
        Assert.Contains("set Notify:Encryption:Keys", result.Errors, StringComparison.Ordinal);
        Assert.Empty(_folder.GetFileSystemInfos());
    }

    [Fact]
    public async Task Unforeseen_fault_keeps_the_message_and_prints_nothing_of_it()
    {
        var environment = Environment(database.ConnectionString);
        environment["Notify__Receipts__BatchSize"] = "many";

        var result = await NotifyProcess.RunOnAsync("Subject: a secret\n\nHello\n", environment, "bounce");

        Assert.Equal(75, result.ExitCode);
        Assert.DoesNotContain("a secret", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_usage_ends_with_two() =>
        Assert.Equal(2, (await NotifyProcess.RunOnAsync("", Environment(database.ConnectionString), "bounce", "--nonsense")).ExitCode);

    private Dictionary<string, string?> Environment(string connectionString) => new()
    {
        ["NOTIFY_DATABASE"] = connectionString,
        ["NOTIFY_DATA"] = _folder.FullName,
        ["Notify__Encryption__Keys__0__Id"] = "test",
        ["Notify__Encryption__Keys__0__Secret"] = Secret,
    };
}
