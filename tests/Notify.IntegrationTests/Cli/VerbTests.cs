using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Notify.Core.Notifications;
using Notify.Data.Providers;
using Notify.TestKit.Postgres;
using Notify.TestKit.Processes;
using Notify.TestKit.Server;

namespace Notify.IntegrationTests.Cli;

/// <summary>The command line as people and scripts use it.</summary>
public sealed class VerbTests(NotifyInstallation database) : IClassFixture<NotifyInstallation>
{
    private Dictionary<string, string?> Environment => new() { ["NOTIFY_DATABASE"] = database.ConnectionString, ["NOTIFY_DATA"] = database.DataFolder };

    [Theory]
    [InlineData(2, "Required command was not provided")]
    [InlineData(2, "Unrecognized command or argument 'bogus'", "bogus")]
    [InlineData(2, "'painter' is not a role", "serve", "--roles", "painter")]
    [InlineData(2, "Required argument 'service' missing", "key", "create")]
    [InlineData(2, "Give the text with --body or with --body-file", "template", "create", "x", "y", "--type", "sms")]
    [InlineData(2, "An e-mail has a --subject", "template", "create", "x", "y", "--type", "email", "--body", "z")]
    [InlineData(2, "'soon' is not a span of time", "key", "create", "x", "y", "--expires", "soon")]
    [InlineData(2, "'0d' is not a span of time", "key", "create", "x", "y", "--expires", "0d")]
    [InlineData(2, "'99999d' is not a span of time", "key", "rotate", "x", "y", "--grace", "99999d")]
    [InlineData(2, "Required argument 'file' missing", "apply")]
    [InlineData(2, "'99999' is not a port", "demo", "--port", "99999")]
    [InlineData(2, "'0' is not a port", "serve", "--port", "0")]
    [InlineData(2, "--by is the name of a person", "provider", "set", "sms", "sandbox", "--off", "--reason", "x", "--by", "notify")]
    [InlineData(1, "That is not a key", "key", "token", "abc")]
    [InlineData(1, "There is no service 'nobody'", "key", "list", "nobody")]
    public async Task What_cannot_be_done_is_said_in_one_line(int exitCode, string words, params string[] arguments)
    {
        var result = await NotifyProcess.RunAsync(Environment, arguments);

        Assert.Equal(exitCode, result.ExitCode);
        Assert.Contains(words, result.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_without_a_database_refuses_and_says_what_to_do()
    {
        var result = await NotifyProcess.RunAsync(new Dictionary<string, string?> { ["NOTIFY_DATA"] = database.DataFolder }, "serve");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("set NOTIFY_DATABASE", result.Errors, StringComparison.Ordinal);
        Assert.Contains("--embedded", result.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nonsense", "cannot be read")]
    [InlineData("Host=127.0.0.1;Port=1;Database=notify", "cannot be reached")]
    public async Task Wrong_database_address_is_told_by_verbs_at_once(string address, string words)
    {
        var result = await NotifyProcess.RunAsync(new Dictionary<string, string?> { ["NOTIFY_DATABASE"] = address, ["NOTIFY_DATA"] = database.DataFolder }, "migrate");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains(words, result.Errors, StringComparison.Ordinal);
        Assert.Single(result.Errors.Split('\n'));
    }

    [Fact]
    public async Task Serve_refuses_an_outdated_schema_and_names_the_command()
    {
        var postgres = await TestPostgres.SharedAsync();
        var empty = await postgres.CreateDatabaseAsync();
        try
        {
            var environment = new Dictionary<string, string?> { ["NOTIFY_DATABASE"] = empty, ["NOTIFY_DATA"] = database.DataFolder };
            var check = await NotifyProcess.RunAsync(environment, "migrate", "--check");
            var serve = await NotifyProcess.RunAsync(environment, "serve");

            Assert.Equal((1, 1), (check.ExitCode, serve.ExitCode));
            Assert.Contains("run 'notify migrate'", check.Errors, StringComparison.Ordinal);
            Assert.Contains("run 'notify migrate'", serve.Errors, StringComparison.Ordinal);
        }
        finally
        {
            await postgres.DropDatabaseAsync(empty);
        }
    }

    [Fact]
    public async Task Taken_port_is_told_in_one_line()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        var result = await NotifyProcess.RunAsync(Environment, "serve", "--port", port.ToString(System.Globalization.CultureInfo.InvariantCulture));

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("--port", Assert.Single(result.Errors.Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Service_key_and_template_are_made_listed_and_revoked()
    {
        var service = Json(await NotifyProcess.RunAsync(Environment, "service", "create", "Passports", "--json"));
        var again = await NotifyProcess.RunAsync(Environment, "service", "create", "PASSPORTS");
        var key = Json(await NotifyProcess.RunAsync(Environment, "key", "create", "passports", "Live key", "--json"));
        var template = Json(await NotifyProcess.RunAsync(
            Environment, "template", "create", "Passports", "Ready", "--type", "email", "--subject", "Hello ((name))", "--body", "Ready on ((date))", "--json"));
        var revoked = await NotifyProcess.RunAsync(Environment, "key", "revoke", "Passports", "live key");
        var keys = Json(await NotifyProcess.RunAsync(Environment, "key", "list", "Passports", "--json"));
        var services = await NotifyProcess.RunAsync(Environment, "service", "list");

        Assert.Equal(1, again.ExitCode);
        Assert.Equal($"live_key-{service.GetProperty("id")}-", key.GetProperty("api_key").GetString()![..^36]);
        Assert.Equal(["name", "date"], template.GetProperty("placeholders").EnumerateArray().Select(name => name.GetString()));
        Assert.Equal(0, revoked.ExitCode);
        Assert.Equal(JsonValueKind.String, keys[0].GetProperty("revoked_at").ValueKind);
        Assert.Contains("Passports", services.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_are_made_for_a_time_replaced_with_a_grace_and_listed_with_their_ends()
    {
        await NotifyProcess.RunAsync(Environment, "service", "create", "Rotating");
        var made = Json(await NotifyProcess.RunAsync(Environment, "key", "create", "Rotating", "deploy", "--type", "management", "--priority", "bulk", "--expires", "90d", "--json"));
        var rotated = Json(await NotifyProcess.RunAsync(Environment, "key", "rotate", "Rotating", "DEPLOY", "--grace", "2h", "--json"));
        var taken = await NotifyProcess.RunAsync(Environment, "key", "create", "Rotating", "deploy");
        var unknown = await NotifyProcess.RunAsync(Environment, "key", "rotate", "Rotating", "nothing");
        var keys = Json(await NotifyProcess.RunAsync(Environment, "key", "list", "Rotating", "--json"));
        var table = await NotifyProcess.RunAsync(Environment, "key", "list", "Rotating");

        var now = TimeProvider.System.GetUtcNow();
        Assert.Equal(("management", "bulk"), (rotated.GetProperty("type").GetString(), rotated.GetProperty("priority").GetString()));
        Assert.Equal(made.GetProperty("id").GetString(), rotated.GetProperty("replaced").GetProperty("id").GetString());
        Assert.Equal([90, 0], keys.EnumerateArray().Select(key => (int)Math.Round((key.GetProperty("revoked_at").GetDateTimeOffset() - now).TotalDays)));
        Assert.All(keys.EnumerateArray(), key => Assert.True(key.GetProperty("works").GetBoolean()));
        Assert.Equal((1, 1), (taken.ExitCode, unknown.ExitCode));
        Assert.Contains("'notify key rotate' replaces it", taken.Errors, StringComparison.Ordinal);
        Assert.Contains("no working key 'nothing'", unknown.Errors, StringComparison.Ordinal);
        Assert.Contains("ENDS", table.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("amala", "--by", "amala")]
    [InlineData(null)]
    public async Task Change_of_a_provider_names_who_made_it(string? who, params string[] by)
    {
        var name = $"carrier-{who ?? "unsaid"}";
        await new ProviderStore(database.DataSource).RegisterAsync(Channel.Sms, new Dictionary<string, int> { [name] = 100 }, default);

        var set = await NotifyProcess.RunAsync(Environment, ["provider", "set", "sms", name, "--off", "--reason", "Maintenance", .. by]);
        var change = Json(await NotifyProcess.RunAsync(Environment, "provider", "history", "sms", name, "--json"))[0];

        Assert.True(set.ExitCode == 0, set.Errors);
        Assert.Equal(who ?? System.Environment.UserName, change.GetProperty("changed_by").GetString());
    }

    [Fact]
    public async Task Doctor_without_a_database_says_so_and_makes_nothing()
    {
        var folder = Path.Combine(database.DataFolder, "never-made");

        var result = await NotifyProcess.RunAsync(new Dictionary<string, string?> { ["NOTIFY_DATA"] = folder }, "doctor");

        Assert.Contains("NOTIFY_DATABASE is not set", result.Output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder));
    }

    [Fact]
    public async Task Doctor_finds_a_good_database_and_warns_of_the_development_key()
    {
        var result = await NotifyProcess.RunAsync(Environment, "doctor", "--json");

        var findings = Json(result).EnumerateArray().ToDictionary(finding => finding.GetProperty("about").GetString()!, finding => finding.GetProperty("state").GetString());
        Assert.Equal("good", findings["database"]);
        Assert.Equal("good", findings["schema"]);
        Assert.Equal("good", findings["clock"]);
        Assert.Equal("warning", findings["encryption"]);
        Assert.Equal("warning", findings["public address"]);
        Assert.Equal(0, result.ExitCode);
    }

    [Theory]
    [InlineData("https://notify.example.gov", "good")]
    [InlineData("http://notify.example.gov", "warning")]
    [InlineData("notify.example.gov", "bad")]
    public async Task Doctor_looks_at_the_public_address(string address, string state)
    {
        var environment = new Dictionary<string, string?> { ["NOTIFY_DATA"] = database.DataFolder, ["Notify__PublicUrl"] = address };

        var result = await NotifyProcess.RunAsync(environment, "doctor", "--json");

        var findings = JsonSerializer.Deserialize<JsonElement>(result.Output).EnumerateArray();
        Assert.Equal(state, findings.Single(finding => finding.GetProperty("about").GetString() == "public address").GetProperty("state").GetString());
    }

    private static JsonElement Json((int ExitCode, string Output, string Errors) result)
    {
        Assert.True(result.ExitCode == 0, result.Errors);
        return JsonSerializer.Deserialize<JsonElement>(result.Output);
    }
}
