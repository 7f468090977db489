using System.Text.Json;
using Notify.Core;
using Notify.Core.ReceivedTexts;
using Notify.Core.Suppressions;
using Notify.Data.Providers;
using Notify.Data.ReceivedTexts;
using Notify.Data.Services;
using Notify.Server.Hosting;
using Notify.TestKit.Processes;
using Notify.TestKit.Server;
using Npgsql;

namespace Notify.IntegrationTests.Cli;

/// <summary>Verbs with which operators look after callbacks, suppressions, providers, numbers and uploads.</summary>
public sealed class OperatorVerbTests(NotifyInstallation database) : IClassFixture<NotifyInstallation>
{
    private Dictionary<string, string?> Environment => new() { ["NOTIFY_DATABASE"] = database.ConnectionString, ["NOTIFY_DATA"] = database.DataFolder };

    [Fact]
    public async Task Callback_is_set_listed_switched_on_again_and_removed()
    {
        await RunAsync("service", "create", "Callbacks");
        var token = Path.Combine(database.DataFolder, "token");
        await File.WriteAllTextAsync(token, "a-token-of-the-service\n");

        var refused = await RefusedAsync("callback", "set", "Callbacks", "complaint", "ftp://x.example.org", "--token-file", token);
        var made = Json(await RunAsync("callback", "set", "Callbacks", "complaint", "https://x.example.org/told", "--token-file", token, "--json"));
        var changed = await RunAsync("callback", "set", "callbacks", "complaint", "https://x.example.org/2", "--token-file", token);
        var rotated = Json(await RunAsync("callback", "rotate", "Callbacks", "complaint", "--json"));
        await ExecuteAsync("update service_callbacks set suspended_at = now(), suspended_reason = 'the receiver answered 410 Gone' where url like 'https://x.example.org%'");
        var suspended = Json(await RunAsync("callback", "list", "Callbacks", "--json"));
        var resumed = await RunAsync("callback", "resume", "Callbacks", "complaint");
        var attempts = Json(await RunAsync("callback", "attempts", "Callbacks", "--json"));
        var listed = await RunAsync("callback", "list", "Callbacks");
        await RunAsync("callback", "remove", "Callbacks", "complaint");
        var missing = await RefusedAsync("callback", "replay", "Callbacks", "nonsense");
        var gone = await RefusedAsync("callback", "resume", "Callbacks", "complaint");
        var nothingToReplay = await RefusedAsync("callback", "replay", "Callbacks", "complaint");

        Assert.Contains("Must be a valid https URL", refused, StringComparison.Ordinal);
        Assert.NotEqual(made.GetProperty("signing_secret").GetString(), rotated.GetProperty("signing_secret").GetString());
        Assert.Contains("its signing secret is the same", changed, StringComparison.Ordinal);
        Assert.Equal("suspended", suspended.GetProperty("callbacks")[0].GetProperty("state").GetString());
        Assert.Contains("is on again", resumed, StringComparison.Ordinal);
        Assert.Equal(0, attempts.GetArrayLength());
        Assert.Contains("https://x.example.org/2", listed, StringComparison.Ordinal);
        Assert.Contains("was switched on again", listed, StringComparison.Ordinal);
        Assert.Contains("complaint", missing, StringComparison.Ordinal);
        Assert.Contains("'notify callback set' makes one", gone, StringComparison.Ordinal);
        Assert.Equal(gone, nothingToReplay);
    }

    [Fact]
    public async Task Recipient_is_suppressed_for_a_service_and_written_to_again()
    {
        await RunAsync("service", "create", "Suppressing");

        await RunAsync("suppression", "add", "Suppressing", "Sam@Example.com", "--expires", "30d");
        await RunAsync("suppression", "add", "platform", "07700 900456");
        var ofService = Json(await RunAsync("suppression", "list", "Suppressing", "--json"));
        var ofPlatform = await RunAsync("suppression", "list", "platform");
        await RunAsync("suppression", "remove", "Suppressing", "sam@example.com");
        var again = await RefusedAsync("suppression", "remove", "Suppressing", "sam@example.com");
        var nobody = await RefusedAsync("suppression", "add", "Suppressing", "nobody");

        Assert.Equal(("sam@example.com", "manual"), (ofService[0].GetProperty("recipient").GetString(), ofService[0].GetProperty("reason").GetString()));
        Assert.Contains("+447700900456", ofPlatform, StringComparison.Ordinal);
        Assert.Contains("is not suppressed there", again, StringComparison.Ordinal);
        Assert.Contains("neither an e-mail address nor a phone number", nobody, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_person_has_to_mend_at_a_provider_is_shown_beside_it_and_by_the_doctor()
    {
        await ExecuteAsync("insert into providers (channel, name, weight, resting_weight) values ('email', 'alarming', 60, 60)");
        await using var source = NpgsqlDataSource.Create(database.ConnectionString);
        var alarms = new ProviderAlarmStore(source);
        await alarms.AddAsync([new RaisedAlarm("alarming", "5.7.1", "Look at SPF", 2), new RaisedAlarm("alarming", "535", "Set the password", 9)], default);
        await alarms.AddAsync([new RaisedAlarm("alarming", "5.7.1", "Look at SPF", 3)], default);
        await ExecuteAsync("update provider_alarms set last_at = now() - interval '25 hours' where code = '535'");

        var listed = Json(await RunAsync("provider", "list", "--json")).EnumerateArray().Single(provider => provider.GetProperty("name").GetString() == "alarming");
        var text = await RunAsync("provider", "list");
        var doctor = Json((await NotifyProcess.RunAsync(Environment, "doctor", "--json")).Output).EnumerateArray().Where(finding => finding.GetProperty("about").GetString() == "provider alarms");
        await ExecuteAsync("delete from providers where name = 'alarming'; delete from provider_alarms");

        var alarm = Assert.Single(listed.GetProperty("alarms").EnumerateArray());
        Assert.Equal(("5.7.1", 5, "Look at SPF"), (alarm.GetProperty("code").GetString(), alarm.GetProperty("answers").GetInt32(), alarm.GetProperty("mend").GetString()));
        Assert.Contains("ALARM  alarming said 5.7.1 5 times since", text, StringComparison.Ordinal);
        Assert.Equal("Look at SPF", Assert.Single(doctor).GetProperty("mend").GetString());
    }

    [Fact]
    public async Task Provider_is_switched_off_by_hand_with_a_reason_that_its_history_shows()
    {
        await ExecuteAsync("insert into providers (channel, name, weight, resting_weight) values ('sms', 'example', 60, 60)");

        var (_, _, nobodyLeft) = await NotifyProcess.RunAsync(Environment, "provider", "set", "sms", "example", "--off", "--weight", "20", "--reason", "Maintenance");
        var listed = Json(await RunAsync("provider", "list", "--json"));
        var history = await RunAsync("provider", "history", "sms", "example");
        var unknown = await RefusedAsync("provider", "set", "sms", "nobody", "--on", "--reason", "x");
        var neverSeen = await RefusedAsync("provider", "history", "sms", "nobody");
        var withExample = new Dictionary<string, string?>(Environment) { ["Notify__Delivery__SmsProviders"] = "example" };
        var doctor = Json((await NotifyProcess.RunAsync(withExample, "doctor", "--json")).Output).EnumerateArray();
        var both = await RefusedAsync("provider", "set", "sms", "example", "--on", "--off", "--reason", "x");

        var provider = Assert.Single(listed.EnumerateArray());
        Assert.Equal((20, 60, false), (provider.GetProperty("weight").GetInt32(), provider.GetProperty("resting_weight").GetInt32(), provider.GetProperty("active").GetBoolean()));
        Assert.Contains("Maintenance", history, StringComparison.Ordinal);
        Assert.Contains("No provider of sms is switched on", nobodyLeft, StringComparison.Ordinal);
        Assert.Contains("nobody", unknown, StringComparison.Ordinal);
        Assert.Contains("There is no provider 'nobody' of sms", neverSeen, StringComparison.Ordinal);
        Assert.Contains(doctor, finding => finding.GetProperty("about").GetString() == "providers" && finding.GetProperty("found").GetString()!.StartsWith("none of sms is used", StringComparison.Ordinal));
        Assert.Contains("not both", both, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Number_belongs_to_one_service_until_it_is_taken_away()
    {
        await RunAsync("service", "create", "Listening");
        await RunAsync("service", "create", "Other");

        await RunAsync("number", "add", "Listening", "07700 900111");
        var taken = await RefusedAsync("number", "add", "Other", "+447700900111");
        var listed = Json(await RunAsync("number", "list", "--json"));
        var notTheirs = await RefusedAsync("number", "remove", "Other", "+447700900111");
        await RunAsync("number", "remove", "Listening", "+447700900111");
        var none = Json(await RunAsync("number", "list", "--json"));
        var wrong = await RefusedAsync("number", "add", "Listening", "abc");

        Assert.Contains("Another service has", taken, StringComparison.Ordinal);
        Assert.Equal("Listening", Assert.Single(listed.EnumerateArray()).GetProperty("service_name").GetString());
        Assert.Contains("The service does not have", notTheirs, StringComparison.Ordinal);
        Assert.Equal(0, none.GetArrayLength());
        Assert.Contains("neither a phone number nor a short code", wrong, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Texts_that_people_sent_are_shown_with_what_they_ask_for()
    {
        await RunAsync("service", "create", "Read");
        var store = new ReceivedTextStore(database.DataSource, KeyRingLoader.Load(new EncryptionOptions(), database.DataFolder), new SuppressionRules());
        var service = await new ServiceStore(database.DataSource).FindAsync("Read", default);
        foreach (var (content, word) in new[] { ("Yes\u001b[2J please", (OptOutWord?)null), ("Stop", OptOutWord.Stop) })
        {
            await store.AddAsync(
                new ReceivedText { Id = Ids.New(TimeProvider.System), ServiceId = service!.Id, NotifyNumber = "07700900111", UserNumber = "447700900123", Content = content, CreatedAt = TimeProvider.System.GetUtcNow(), OptOut = word },
                default);
        }

        var shown = await RunAsync("number", "texts", "Read");
        var listed = Json(await RunAsync("number", "texts", "Read", "--json"));

        Assert.Contains("Yes [2J please", shown, StringComparison.Ordinal);
        Assert.Equal(["stop", null], listed.EnumerateArray().Select(text => text.GetProperty("asks_for").GetString()));
    }

    [Fact]
    public async Task Number_is_a_text_sender_of_its_service_by_default_where_there_is_no_other_or_when_asked()
    {
        await RunAsync("service", "create", "Silent");
        await RunAsync("service", "create", "Named");
        await ExecuteAsync("insert into sms_senders (id, service_id, sender, is_default) select gen_random_uuid(), id, 'NAMED', true from services where name = 'Named'");

        var only = Json(await RunAsync("number", "add", "Silent", "07700 900112", "--json"));
        var again = Json(await RunAsync("number", "add", "Silent", "+447700900112", "--json"));
        var second = Json(await RunAsync("number", "add", "Named", "07700 900113", "--json"));
        var asked = Json(await RunAsync("number", "add", "Named", "07700 900113", "--default", "--json"));
        var removed = await RunAsync("number", "remove", "Named", "07700 900113");
        var last = await RunAsync("number", "remove", "Silent", "07700 900112");

        Assert.True(only.GetProperty("is_default").GetBoolean());
        Assert.Equal(only.GetProperty("sms_sender_id").GetGuid(), again.GetProperty("sms_sender_id").GetGuid());
        Assert.False(second.GetProperty("is_default").GetBoolean());
        Assert.Equal(
            (second.GetProperty("sms_sender_id").GetGuid(), true), (asked.GetProperty("sms_sender_id").GetGuid(), asked.GetProperty("is_default").GetBoolean()));
        Assert.Contains("come from NAMED", removed, StringComparison.Ordinal);
        Assert.Contains("come from the nation's", last, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Upload_is_listed_paused_resumed_and_cancelled()
    {
        var service = Json(await RunAsync("service", "create", "Uploading", "--json")).GetProperty("id").GetGuid();
        var id = Ids.New(TimeProvider.System);
        await ExecuteAsync(
            $"""
            insert into uploads (id, service_id, channel, status, name, template_id, template_version, key_type, sender, row_count, created_at)
            values ('{id}', '{service}', 'sms', 'pending', 'n', gen_random_uuid(), 1, 'normal', 'NOTIFY', 5, now())
            """);

        var listed = Json(await RunAsync("upload", "list", "Uploading", "--json"));
        var paused = Json(await RunAsync("upload", "pause", "Uploading", id.ToString(), "--json"));
        var resumed = Json(await RunAsync("upload", "resume", "Uploading", id.ToString(), "--json"));
        var cancelled = await RunAsync("upload", "cancel", "Uploading", id.ToString());
        var tooLate = await RefusedAsync("upload", "resume", "Uploading", id.ToString());
        var unknown = await RefusedAsync("upload", "show", "Uploading", service.ToString());
        var noId = await RefusedAsync("upload", "show", "Uploading", "nope");

        Assert.Equal((id, 5), (listed[0].GetProperty("id").GetGuid(), listed[0].GetProperty("rows").GetInt32()));
        Assert.Equal(("paused", "pending"), (paused.GetProperty("status").GetString(), resumed.GetProperty("status").GetString()));
        Assert.Contains("cancelled", cancelled, StringComparison.Ordinal);
        Assert.Contains("the status is cancelled", tooLate, StringComparison.Ordinal);
        Assert.Contains("'notify upload list' shows them", unknown, StringComparison.Ordinal);
        Assert.Contains("'nope' is no upload's id", noId, StringComparison.Ordinal);
    }

    /// <returns>What it printed; it has to succeed.</returns>
    private async Task<string> RunAsync(params string[] arguments)
    {
        var (exitCode, output, errors) = await NotifyProcess.RunAsync(Environment, arguments);
        Assert.True(exitCode == 0, $"{string.Join(' ', arguments)}: {errors}");
        return output;
    }

    /// <returns>Why; it has to be refused, and no stack is shown.</returns>
    private async Task<string> RefusedAsync(params string[] arguments)
    {
        var (exitCode, _, errors) = await NotifyProcess.RunAsync(Environment, arguments);
        Assert.InRange(exitCode, 1, 2);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
        return errors;
    }

    private static JsonElement Json(string output) => JsonSerializer.Deserialize<JsonElement>(output);

    private async Task ExecuteAsync(string sql)
    {
        await using var command = database.DataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
