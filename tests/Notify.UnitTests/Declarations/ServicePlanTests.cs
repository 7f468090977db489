using Notify.Core;
using Notify.Core.Callbacks;
using Notify.Core.Services;
using Notify.Core.Templates;
using Notify.Data.Services;
using Notify.Server.Features.Declarations;
using Notify.UnitTests.Nations;

namespace Notify.UnitTests.Declarations;

public sealed class ServicePlanTests
{
    private static readonly DateTimeOffset Now = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly Service Passports = new() { Id = Ids.NewRandom(), Name = "Passports" };

    [Theory]
    [InlineData("https://a.example.org/1", "1234567890", "")]
    [InlineData("https://a.example.org/2", "1234567890", "~ callback complaint https://a.example.org/1 → https://a.example.org/2")]
    [InlineData("https://a.example.org/1", "another-token", "~ callback complaint another bearer token")]
    [InlineData(null, null, "- callback complaint")]
    public void Callbacks_of_a_file_are_the_whole_truth(string? url, string? token, string change)
    {
        var there = new ServiceCallback
        {
            Id = Ids.NewRandom(),
            Kind = CallbackKind.Complaint,
            Url = "https://a.example.org/1",
            Failures = 0,
            UpdatedAt = Now,
            Waiting = 0,
        };
        var state = new ServiceState
        {
            Service = Passports,
            Callbacks = [there],
            CallbackTokens = new Dictionary<CallbackKind, string> { [CallbackKind.Complaint] = "1234567890" },
        };

        var plan = Plan(url is null ? "callbacks: []" : $"callbacks: [{{kind: complaint, url: '{url}', bearer_token: '{token}'}}]", state);

        Assert.Equal(change, string.Join("; ", plan.Changes));
    }

    [Fact]
    public void New_service_is_added_with_all_its_things()
    {
        var plan = Plan("trial_mode: true\n  text_senders: [PASSPORT]\n  keys: [{name: k, type: test}]", new ServiceState());

        Assert.True(plan.IsNew);
        Assert.Equal(
            [
                "+ service Passports", "+ archived: false", "+ trial_mode: true", "+ permissions: email, sms", "+ requests_per_minute: 3000",
                "+ email_per_day: 50", "+ sms_per_day: 50", "+ international_sms_per_day: 100", "+ prefix_sms: false",
                "+ text_sender PASSPORT (default)", "+ key k (test)",
            ],
            plan.Changes.Select(change => change.ToString()));
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("trial_mode: false\n  permissions: [sms, email]\n  prefix_sms: false\n  contact_link: null\n  members: []\n  guest_list: []\n  reply_to: []\n  text_senders: []", "")]
    [InlineData("archived: true", "~ archived: false → true")]
    [InlineData("contact_link: https://a.example", "~ contact_link: https://a.example")]
    [InlineData("limits: {sms_per_day: 1}", "~ sms_per_day: 250000 → 1")]
    [InlineData("permissions: []", "~ permissions: email, sms → none")]
    [InlineData("name: PASSPORTS", "~ name: Passports → PASSPORTS")]
    public void Settings_that_differ_are_altered(string members, string expected) =>
        Assert.Equal(expected, Told(Plan(members, new ServiceState { Service = Passports })));

    [Theory]
    [InlineData("members: [{name: Ada, email_address: ADA@a.example}]", "~ member Ada <ADA@a.example>|- member Bob <bob@a.example>")]
    [InlineData("members: [{name: Ada, email_address: ada@a.example}, {name: Bob, email_address: bob@a.example}]", "")]
    [InlineData("guest_list: [b@a.example, c@a.example]", "+ guest c@a.example|- guest a@a.example")]
    [InlineData("reply_to: [second@a.example, FIRST@a.example]", "~ reply_to second@a.example becomes the default")]
    [InlineData("reply_to: [third@a.example]", "+ reply_to third@a.example (default)|- reply_to first@a.example|- reply_to second@a.example")]
    public void Lists_that_are_given_are_the_whole_truth(string members, string expected) =>
        Assert.Equal(expected, Told(Plan(members, new ServiceState
        {
            Service = Passports,
            Members = [new TeamMember(Ids.NewRandom(), "Ada", "ada@a.example", "07700900123"), new TeamMember(Ids.NewRandom(), "Bob", "bob@a.example", null)],
            Guests = ["a@a.example", "b@a.example"],
            ReplyTos = [new ReplyTo(Ids.NewRandom(), "first@a.example", true), new ReplyTo(Ids.NewRandom(), "second@a.example", false)],
        })));

    [Theory]
    [InlineData("inbound_numbers: [07700900600]", "")]
    [InlineData("text_senders: [NAME]", "~ text_sender NAME becomes the default")]
    [InlineData("text_senders: ['+447700900600', NAME]", "")]
    [InlineData("text_senders: []", "- text_sender NAME")]
    [InlineData("text_senders: [NAME]\n  inbound_numbers: []", "- inbound_number 07700900600|~ text_sender NAME becomes the default|- text_sender 07700900600")]
    [InlineData("inbound_numbers: []", "- inbound_number 07700900600|~ text_sender NAME becomes the default|- text_sender 07700900600")]
    [InlineData("inbound_numbers: ['+447700900600', '60600']", "+ inbound_number 60600|+ text_sender 60600")]
    [InlineData("permissions: [sms, inbound_sms]\n  inbound_numbers: [07700900600]", "~ permissions: email, sms, inbound_sms → sms, inbound_sms")]
    public void Inbound_numbers_are_text_senders_whether_listed_there_or_not(string members, string expected) =>
        Assert.Equal(expected, Told(Plan(members, new ServiceState
        {
            Service = Passports with { Permissions = new HashSet<ServicePermission> { ServicePermission.Email, ServicePermission.Sms, ServicePermission.InboundSms } },
            InboundNumbers = ["07700900600"],
            TextSenders = [new TextSender(Ids.NewRandom(), "07700900600", true), new TextSender(Ids.NewRandom(), "NAME", false)],
        })));

    [Fact]
    public void First_inbound_number_is_the_default_sender_and_brings_the_permission() =>
        Assert.Equal(
            "~ permissions: email, sms → email, sms, inbound_sms|+ inbound_number 07700900600|+ text_sender 07700900600 (default)",
            Told(Plan("inbound_numbers: ['07700 900600']", new ServiceState { Service = Passports })));

    [Fact]
    public void Inbound_number_of_another_service_is_a_problem_with_its_place()
    {
        var plan = Plan("inbound_numbers: [07700900600]", new ServiceState { NumbersOfOthers = new Dictionary<string, string> { ["07700900600"] = "Visas" } });

        var (at, message) = Assert.Single(plan.Problems);
        Assert.Equal((3, "the service 'Visas' has 07700900600: take it away there first"), (at.Line, message));
    }

    [Theory]
    [InlineData("[{name: LIVE, type: live}]", "")]
    [InlineData("[]", "")]
    [InlineData("[{name: live, revoked: true}]", "- key live (live) stops working")]
    [InlineData("[{name: live, type: live, expires: 2030-02-01}]", "~ key live (live), ends 2030-02-01 00:00:00Z")]
    [InlineData("[{name: live, type: live, priority: bulk}]", "~ key live (live, bulk)")]
    [InlineData("[{name: live, type: live, priority: normal}]", "")]
    [InlineData("[{name: new, type: live, priority: bulk}]", "+ key new (live, bulk)")]
    [InlineData("[{name: ending, type: team}]", "")]
    [InlineData("[{name: ending, type: team, expires: 2030-01-02}]", "")]
    [InlineData("[{name: ending, type: team, expires: null}]", "~ key ending (team)")]
    [InlineData("[{name: ended, type: test}]", "+ key ended (test)")]
    [InlineData("[{name: ended, revoked: true}]", "")]
    [InlineData("[{name: new, type: test, expires: 2029-12-31}]", "")]
    public void Keys_stay_unless_a_line_says_otherwise(string keys, string expected) =>
        Assert.Equal(expected, Told(Plan($"keys: {keys}", new ServiceState
        {
            Service = Passports,
            Keys =
            [
                new ApiKeySummary(Ids.NewRandom(), "live", KeyType.Normal, Now.AddDays(-9), null),
                new ApiKeySummary(Ids.NewRandom(), "ending", KeyType.Team, Now.AddDays(-9), new(2030, 1, 2, 0, 0, 0, TimeSpan.Zero)),
                new ApiKeySummary(Ids.NewRandom(), "ended", KeyType.Test, Now.AddDays(-9), Now),
            ],
        })));

    [Theory]
    [InlineData("{name: ready, title: Ready, type: sms, body: Hello}", "")]
    [InlineData("{name: ready, title: Ready, type: sms, body: \"Hello\\r\\n\"}", "")]
    [InlineData("{name: ready, title: Ready, type: sms, body: Bye}", "~ template ready version 3 → 4: body:|  - Hello|  + Bye")]
    [InlineData("{name: ready, title: Ready!, type: sms, body: Hello, lane: bulk}", "~ template ready version 3 → 4: title: Ready → Ready!|lane: normal → bulk")]
    [InlineData("{name: ready, archived: true}", "- template ready (sms) out of use")]
    [InlineData("{name: gone, archived: true}", "")]
    [InlineData("{name: other, title: Other, type: sms, body: Hello}", "~ template other gets this stable name (until now only 'Other')")]
    [InlineData("{name: other, title: Other, type: sms, body: Bye}", "~ template other version 1 → 2 gets this stable name (until now only 'Other'): body:|  - Hello|  + Bye")]
    [InlineData("{name: twin, title: Twin, type: sms, body: Hello}", "+ template twin (sms) Twin: body:|  + Hello")]
    public void Templates_are_found_by_stable_name_or_adopted_by_title_without_doubt(string template, string expected)
    {
        var plan = Plan($"templates: [{template}]", new ServiceState
        {
            Service = Passports,
            Templates = [Sms("Ready", "ready", 3), Sms("Other", null, 1), Sms("Twin", null, 1), Sms("Twin", null, 1)],
        });

        Assert.Equal(expected, string.Join('\n', plan.Changes.Select(change => change.ToString() + (change.Lines.Count > 0 ? ": " + string.Join('|', change.Lines) : ""))));
    }

    [Theory]
    [InlineData("keys: [{name: live, type: test}]", "the key 'live' is of type live, which never changes")]
    [InlineData("templates: [{name: ready, title: Ready, type: email, subject: x, body: x}]", "the template 'ready' is of type sms, which never changes")]
    public void What_never_changes_is_a_problem_with_its_place(string members, string words)
    {
        var plan = Plan(members, new ServiceState
        {
            Service = Passports,
            Keys = [new ApiKeySummary(Ids.NewRandom(), "live", KeyType.Normal, Now, null)],
            Templates = [Sms("Ready", "ready", 1)],
        });

        var (at, message) = Assert.Single(plan.Problems);
        Assert.Equal(3, at.Line);
        Assert.Contains(words, message, StringComparison.Ordinal);
    }

    private static StoredTemplate Sms(string title, string? stableName, int version) => new()
    {
        Id = Ids.NewRandom(),
        ServiceId = Passports.Id,
        Type = "sms",
        Name = title,
        StableName = stableName,
        Version = version,
        Body = "Hello",
    };

    private static string Told(ServicePlan plan) => string.Join('|', plan.Changes.Select(change => change.ToString()));

    private static ServicePlan Plan(string members, ServiceState state)
    {
        var file = ServiceFileTests.Read(members.StartsWith("name:", StringComparison.Ordinal)
            ? $"services:\n- {members}\n"
            : $"services:\n- name: Passports\n  {members}\n");
        Assert.Empty(file.Faults);
        return ServicePlan.Make(file.Services[0], state, Packs.Gb, Now);
    }
}
