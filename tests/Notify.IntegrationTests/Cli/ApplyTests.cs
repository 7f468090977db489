using System.Text.Json;
using Notify.Core.Services;
using Notify.Data.Services;
using Notify.Data.Templates;
using Notify.TestKit.Postgres;
using Notify.TestKit.Processes;
using Notify.TestKit.Server;
using Npgsql;

namespace Notify.IntegrationTests.Cli;

/// <summary><c>notify apply</c> as teams and their pipelines use it.</summary>
public sealed class ApplyTests(NotifyInstallation database) : IClassFixture<NotifyInstallation>, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("notify-apply-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Applying_twice_makes_everything_once_and_prints_the_key_once()
    {
        var file = Write("Twice");

        var first = await ApplyAsync(file);
        var second = await ApplyAsync(file);
        var json = Json(await ApplyAsync(file, "--json")).GetProperty("services")[0];

        Assert.True(first.ExitCode == 0, first.Errors);
        Assert.Contains("+ template ready (email) Ready", first.Output, StringComparison.Ordinal);
        Assert.Contains("  program: program-", first.Output, StringComparison.Ordinal);
        Assert.Equal((0, $"Nothing to change: Twice is as {file} says."), (second.ExitCode, second.Output));
        Assert.Equal(0, json.GetProperty("changes").GetArrayLength());
        Assert.Equal(0, json.GetProperty("keys").GetArrayLength());
        Assert.Equal(1, json.GetProperty("templates")[0].GetProperty("version").GetInt32());
    }

    [Fact]
    public async Task Everything_declared_is_in_the_database()
    {
        await ApplyAsync(Write("Whole"));

        await using var source = NpgsqlDataSource.Create(database.ConnectionString);
        var service = await new ServiceStore(source).FindAsync("Whole", CancellationToken.None);
        Assert.True(service is { TrialMode: true, PrefixSms: true, ContactLink: "help@whole.example", Limits.DailySms: 20 });
        Assert.Equal([ServicePermission.Email, ServicePermission.Sms, ServicePermission.InternationalSms], service.Permissions.Order());
        Assert.Equal(["Ada"], (await new TeamStore(source).ListMembersAsync(service.Id, CancellationToken.None)).Select(member => member.Name));
        Assert.Equal(["guest@whole.example"], await new TeamStore(source).GuestListAsync(service.Id, CancellationToken.None));
        Assert.Equal(
            [("help@whole.example", true), ("more@whole.example", false)],
            (await new SenderStore(source).ListReplyTosAsync(service.Id, CancellationToken.None)).Select(one => (one.Address, one.IsDefault)));
        Assert.Equal(["WHOLE"], (await new SenderStore(source).ListTextSendersAsync(service.Id, CancellationToken.None)).Select(one => one.Sender));
        var template = await new TemplateStore(source).FindByStableNameAsync(service.Id, "ready", CancellationToken.None);
        Assert.Equal(("Ready", "Your passport", "Dear ((name)), it is ready."), (template!.Name, template.Subject, template.Body));
    }

    [Fact]
    public async Task Inbound_number_is_given_once_is_a_sender_too_and_is_taken_away_with_it()
    {
        var file = Write("Inbound");
        File.WriteAllText(file, File.ReadAllText(file)
            .Replace("permissions: [email, sms, international_sms]", "inbound_numbers: ['+447700900222']", StringComparison.Ordinal));

        var first = await ApplyAsync(file);
        var second = await ApplyAsync(file);
        await using var source = NpgsqlDataSource.Create(database.ConnectionString);
        var service = await new ServiceStore(source).FindAsync("Inbound", CancellationToken.None);
        var senders = await new SenderStore(source).ListTextSendersAsync(service!.Id, CancellationToken.None);
        var listed = await NotifyProcess.RunAsync(Environment(), ["number", "list"]);
        File.WriteAllText(Path.Combine(_folder, "other.yaml"), "services:\n- name: Inbound two\n  inbound_numbers: [07700900222]\n");
        var taken = await ApplyAsync(Path.Combine(_folder, "other.yaml"));
        File.WriteAllText(file, File.ReadAllText(file).Replace("['+447700900222']", "[]", StringComparison.Ordinal));
        var third = await ApplyAsync(file);

        Assert.True(first.ExitCode == 0, first.Errors);
        Assert.Contains("+ inbound_number 07700900222", first.Output, StringComparison.Ordinal);
        Assert.Equal((0, $"Nothing to change: Inbound is as {file} says."), (second.ExitCode, second.Output));
        Assert.True(service.May(ServicePermission.InboundSms));
        Assert.Equal([("INBOUND", true), ("07700900222", false)], senders.Select(sender => (sender.Sender, sender.IsDefault)));
        Assert.Contains("07700900222", listed.Output, StringComparison.Ordinal);
        Assert.Equal(1, taken.ExitCode);
        Assert.Contains("other.yaml:3:21: the service 'Inbound' has 07700900222: take it away there first", taken.Errors, StringComparison.Ordinal);
        Assert.Contains("- inbound_number 07700900222", third.Output, StringComparison.Ordinal);
        Assert.Contains("- text_sender 07700900222", third.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dry_run_shows_the_difference_and_changes_nothing()
    {
        var file = Write("Dry");
        var made = Json(await ApplyAsync(file, "--json")).GetProperty("services")[0].GetProperty("id");
        File.WriteAllText(file, File.ReadAllText(file)
            .Replace("it is ready.", "it has come.", StringComparison.Ordinal)
            .Replace("trial_mode: true", "trial_mode: false", StringComparison.Ordinal)
            .Replace("[guest@dry.example]", "[]", StringComparison.Ordinal));
        var before = await ContentAsync();

        var dry = await ApplyAsync(file, "--dry-run");
        var json = Json(await ApplyAsync(file, "--dry-run", "--json"));

        Assert.Equal(0, dry.ExitCode);
        Assert.Equal(
            $"""
            Service Dry ({made.GetString()})
              ~ trial_mode: true → false
              - guest guest@dry.example
              ~ template ready version 1 → 2
                  body:
                    - Dear ((name)), it is ready.
                    + Dear ((name)), it has come.
            3 changes to make; nothing was changed (dry run).
            """.ReplaceLineEndings("\n"),
            dry.Output);
        Assert.True(json.GetProperty("dry_run").GetBoolean());
        Assert.Equal(["alter", "remove", "alter"], json.GetProperty("services")[0].GetProperty("changes").EnumerateArray().Select(change => change.GetProperty("change").GetString()));
        Assert.Equal(before, await ContentAsync());
    }

    [Fact]
    public async Task Dry_run_of_a_new_service_makes_none()
    {
        var dry = await ApplyAsync(Write("Never made"), "--dry-run");

        Assert.Equal(0, dry.ExitCode);
        Assert.Contains("+ service Never made", dry.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Never made", (await NotifyProcess.RunAsync(Environment(), "service", "list")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Changed_words_make_one_version_and_archiving_is_explicit()
    {
        var file = Write("Versions");
        await ApplyAsync(file);
        var text = File.ReadAllText(file);

        File.WriteAllText(file, text.Replace("it is ready.", "it has come.", StringComparison.Ordinal).Replace("title: Ready", "title: Ready now", StringComparison.Ordinal));
        var changed = Json(await ApplyAsync(file, "--json")).GetProperty("services")[0].GetProperty("templates")[0];
        File.WriteAllText(file, text[..text.IndexOf("    templates:", StringComparison.Ordinal)]);
        var unlisted = await ApplyAsync(file);
        File.WriteAllText(file, text[..text.IndexOf("    templates:", StringComparison.Ordinal)] + "    templates: [{name: ready, archived: true}]\n");
        var archived = await ApplyAsync(file);
        var again = await ApplyAsync(file);

        Assert.Equal(2, changed.GetProperty("version").GetInt32());
        Assert.StartsWith("Nothing to change", unlisted.Output, StringComparison.Ordinal);
        Assert.Contains("- template ready (email) out of use", archived.Output, StringComparison.Ordinal);
        Assert.StartsWith("Nothing to change", again.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Template_made_by_hand_is_adopted_with_its_id()
    {
        await NotifyProcess.RunAsync(Environment(), "service", "create", "Adopting");
        var made = Json(await NotifyProcess.RunAsync(
            Environment(), "template", "create", "Adopting", "Ready", "--type", "email", "--subject", "Your passport", "--body", "Dear ((name)), it is ready.", "--json"));

        var applied = Json(await ApplyAsync(Write("Adopting"), "--json")).GetProperty("services")[0].GetProperty("templates")[0];

        Assert.Equal(made.GetProperty("id").GetString(), applied.GetProperty("id").GetString());
        Assert.Equal(1, applied.GetProperty("version").GetInt32());
    }

    [Fact]
    public async Task Same_file_makes_the_same_service_in_another_environment()
    {
        var postgres = await TestPostgres.SharedAsync();
        var other = await postgres.CreateDatabaseAsync();
        try
        {
            var file = Write("Promoted ${SERVICE_STAGE}");
            await NotifyProcess.RunAsync(Environment(other), "migrate");

            var test = Json(await NotifyProcess.RunAsync(Environment(stage: "test"), "apply", file, "--json")).GetProperty("services")[0];
            var live = Json(await NotifyProcess.RunAsync(Environment(other, "live"), "apply", file, "--json")).GetProperty("services")[0];

            Assert.Equal(("Promoted test", "Promoted live"), (test.GetProperty("name").GetString(), live.GetProperty("name").GetString()));
            Assert.Equal(Names(test), Names(live));
            Assert.NotEqual(test.GetProperty("templates")[0].GetProperty("id").GetString(), live.GetProperty("templates")[0].GetProperty("id").GetString());
        }
        finally
        {
            await postgres.DropDatabaseAsync(other);
        }

        static IEnumerable<string?> Names(JsonElement service) => service.GetProperty("templates").EnumerateArray().Select(template => template.GetProperty("name").GetString());
    }

    [Fact]
    public async Task Faults_are_told_with_their_lines_and_nothing_is_written()
    {
        var file = Path.Combine(_folder, "wrong.yaml");
        File.WriteAllText(file, "services:\n- name: Right\n- name: Wrong\n  trial_mode: perhaps\n  templats: []\n");

        var result = await ApplyAsync(file);

        Assert.Equal(1, result.ExitCode);
        Assert.Equal(
            $"""
            {file}:4:15: 'trial_mode' is true or false
            {file}:5:3: a service has no member 'templats': did you mean 'templates'?
            Nothing was changed: mend these 2 faults and apply again
            """.ReplaceLineEndings("\n"),
            result.Errors);
        Assert.DoesNotContain("Right", (await NotifyProcess.RunAsync(Environment(), "service", "list")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_only_the_database_knows_is_told_before_anything_is_written()
    {
        await NotifyProcess.RunAsync(Environment(), "service", "create", "Clashing");
        await NotifyProcess.RunAsync(Environment(), "key", "create", "Clashing", "program", "--type", "live");
        var file = Path.Combine(_folder, "clash.yaml");
        File.WriteAllText(file, "services:\n- name: Innocent\n- name: Clashing\n  keys:\n  - {name: program, type: test}\n");

        var result = await ApplyAsync(file);

        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith($"{file}:5:5: the key 'program' is of type live", result.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("Innocent", (await NotifyProcess.RunAsync(Environment(), "service", "list")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Failure_in_the_middle_of_a_service_leaves_nothing_of_it_behind()
    {
        await using var source = NpgsqlDataSource.Create(database.ConnectionString);
        await using (var trap = source.CreateCommand(
            """
            create function fall() returns trigger language plpgsql as $$ begin
              if new.stable_name = 'trap' then raise exception 'trapped'; end if; return new; end $$;
            create trigger fall before insert on templates for each row execute function fall()
            """))
        {
            await trap.ExecuteNonQueryAsync();
        }

        var file = Path.Combine(_folder, "trap.yaml");
        File.WriteAllText(file, "services:\n- name: Before the trap\n- name: Trapped\n  members: [{name: Eve, email_address: eve@trap.example}]\n  templates: [{name: trap, title: Trap, type: sms, body: x}]\n");

        var result = await ApplyAsync(file);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("+ service Before the trap", result.Output, StringComparison.Ordinal);
        Assert.Null(await new ServiceStore(source).FindAsync("Trapped", CancellationToken.None));
        await using var people = source.CreateCommand("select count(*) from users where name = 'Eve'");
        Assert.Equal(0L, await people.ExecuteScalarAsync());
    }

    [Fact]
    public async Task Two_who_apply_at_once_make_one_service_with_one_key()
    {
        var file = Write("At once");

        var results = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => ApplyAsync(file, "--json")));

        var services = results.Select(result => Json(result).GetProperty("services")[0]).ToList();
        Assert.Single(services.Select(service => service.GetProperty("id").GetString()).Distinct());
        Assert.Equal(1, services.Sum(service => service.GetProperty("keys").GetArrayLength()));
        Assert.Single(services, service => service.GetProperty("changes").GetArrayLength() > 0);
    }

    [Fact]
    public async Task Starter_file_beside_the_program_applies_as_it_is()
    {
        var file = Path.Combine(AppContext.BaseDirectory, "templates", "starter", "service.yaml");

        var first = await ApplyAsync(file);
        var second = await ApplyAsync(file);

        Assert.Equal((0, ""), (first.ExitCode, first.Errors.Replace("New keys are shown this once. Keep them secret.", "", StringComparison.Ordinal)));
        Assert.StartsWith("Nothing to change: Example Appointments", second.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Standard_input_is_read_for_a_hyphen_and_its_absence_is_told()
    {
        var missing = await ApplyAsync(Path.Combine(_folder, "missing.yaml"));
        var empty = await ApplyAsync("-");

        Assert.Equal((1, 1), (missing.ExitCode, empty.ExitCode));
        Assert.Contains("missing.yaml cannot be read", missing.Errors, StringComparison.Ordinal);
        Assert.StartsWith("standard input:1:1: the file is empty", empty.Errors, StringComparison.Ordinal);
    }

    private Dictionary<string, string?> Environment(string? connectionString = null, string? stage = null) => new()
    {
        ["NOTIFY_DATABASE"] = connectionString ?? database.ConnectionString,
        ["NOTIFY_DATA"] = database.DataFolder,
        ["SERVICE_STAGE"] = stage,
    };

    private async Task<(int ExitCode, string Output, string Errors)> ApplyAsync(params string[] arguments) =>
        await NotifyProcess.RunAsync(Environment(), ["apply", .. arguments]);

    /// <summary>A service with something of everything; its addresses are made from its name.</summary>
    private string Write(string service)
    {
        var host = string.Concat(service.ToLowerInvariant().Where(char.IsAsciiLetter));
        var file = Path.Combine(_folder, $"{host}.yaml");
        File.WriteAllText(Path.Combine(_folder, "ready.md"), "Dear ((name)), it is ready.\n");
        File.WriteAllText(file,
            $"""
            services:
              - name: {service}
                trial_mode: true
                permissions: [email, sms, international_sms]
                prefix_sms: true
                contact_link: help@{host}.example
                limits:
                  sms_per_day: 20
                members: [name: Ada, email_address: ada@{host}.example]
                guest_list: [guest@{host}.example]
                reply_to: [help@{host}.example, more@{host}.example]
                text_senders: [{host.ToUpperInvariant()[..Math.Min(host.Length, 11)]}]
                keys: [name: program, type: test]
                templates:
                  - name: ready
                    title: Ready
                    type: email
                    subject: Your passport
                    body: |
                      Dear ((name)), it is ready.

            """.Replace("[name: Ada, email_address:", "[{name: Ada, email_address:", StringComparison.Ordinal)
                .Replace($"ada@{host}.example]", $"ada@{host}.example}}]", StringComparison.Ordinal)
                .Replace("[name: program, type: test]", "[{name: program, type: test}]", StringComparison.Ordinal));
        return file;
    }

    /// <summary>A fingerprint of all that apply writes to.</summary>
    private async Task<string> ContentAsync()
    {
        await using var source = NpgsqlDataSource.Create(database.ConnectionString);
        var tables = new List<string>();
        foreach (var table in new[] { "services", "users", "service_members", "guest_list", "email_reply_tos", "sms_senders", "inbound_numbers", "api_keys", "templates", "template_versions" })
        {
            await using var command = source.CreateCommand($"select coalesce(md5(string_agg(t::text, '|' order by t::text)), '') from {table} t");
            tables.Add((string)(await command.ExecuteScalarAsync())!);
        }

        return string.Join(' ', tables);
    }

    private static JsonElement Json((int ExitCode, string Output, string Errors) result)
    {
        Assert.True(result.ExitCode == 0, result.Errors);
        return JsonSerializer.Deserialize<JsonElement>(result.Output);
    }
}
