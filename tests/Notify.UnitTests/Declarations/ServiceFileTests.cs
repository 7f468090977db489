using Notify.Core.Declarations;
using Notify.Core.Notifications;
using Notify.Core.Services;
using Notify.UnitTests.Nations;

namespace Notify.UnitTests.Declarations;

public sealed class ServiceFileTests
{
    private const string Everything =
        """
        services:
          - id: 26785a09-ab16-4eb0-8407-a37497a57506
            name: Passports
            archived: false
            trial_mode: true
            permissions: [email, sms, international_sms]
            limits: {requests_per_minute: 1, email_per_day: 2, sms_per_day: 3, international_sms_per_day: 0}
            prefix_sms: true
            contact_link: https://passports.example/contact
            members:
              - {name: Ada, email_address: ada@passports.example, mobile_number: "07700 900123"}
            guest_list: [guest@passports.example, "07700900456"]
            reply_to: [help@passports.example, more@passports.example]
            text_senders: [PASSPORT]
            keys:
              - {name: live, type: live, expires: 2030-12-31}
              - {name: old, revoked: true}
            templates:
              - name: ready
                title: Ready
                type: email
                subject: Your passport
                body: |
                  Dear ((name)),

                  it is ready.
                lane: priority
                has_unsubscribe_link: true
              - name: ready-text
                title: Ready
                type: sms
                body_file: texts/ready.txt
              - {name: gone, archived: true}
        """;

    [Fact]
    public void Every_member_is_read()
    {
        var file = Read(Everything);

        Assert.Empty(file.Faults);
        var service = Assert.Single(file.Services);
        Assert.Equal(Guid.Parse("26785a09-ab16-4eb0-8407-a37497a57506"), service.Id);
        Assert.Equal(("Passports", false, true, true), (service.Name, service.IsArchived, service.TrialMode, service.PrefixSms));
        Assert.Equal([ServicePermission.Email, ServicePermission.Sms, ServicePermission.InternationalSms], service.Permissions!.Order());
        Assert.Equal(new DeclaredLimits(1, 2, 3, 0), service.Limits);
        Assert.Equal("https://passports.example/contact", service.ContactLink.Value);
        Assert.Equal(("Ada", "ada@passports.example", "07700 900123"), (service.Members![0].Name, service.Members[0].EmailAddress, service.Members[0].MobileNumber));
        Assert.Equal(["guest@passports.example", "07700900456"], service.GuestList);
        Assert.Equal(["help@passports.example", "more@passports.example"], service.ReplyTos);
        Assert.Equal(["PASSPORT"], service.TextSenders);
        Assert.Equal((KeyType.Normal, new DateTimeOffset(2030, 12, 31, 0, 0, 0, TimeSpan.Zero)), (service.Keys[0].Type, service.Keys[0].Expires.Value));
        Assert.True(service.Keys[1].IsRevoked);
        Assert.Equal("Dear ((name)),\n\nit is ready.", service.Templates[0].Body);
        Assert.Equal((Lane.Priority, true), (service.Templates[0].Lane, service.Templates[0].HasUnsubscribeLink));
        Assert.Equal("From texts/ready.txt", service.Templates[1].Body);
        Assert.True(service.Templates[2].IsArchived);
    }

    [Fact]
    public void What_is_not_mentioned_is_null()
    {
        var service = Assert.Single(Read("services:\n- name: Passports\n").Services);

        Assert.Null(service.Members);
        Assert.Null(service.TrialMode);
        Assert.Null(service.Limits.EmailPerDay);
        Assert.False(service.ContactLink.IsGiven);
    }

    [Fact]
    public void Json_is_read_as_well()
    {
        var file = Read("{\t\"services\":\n[{\"name\": \"Passports\", \"trial_mode\": true, \"contact_link\": null, \"limits\": {\"sms_per_day\": 5}}]}");

        Assert.Empty(file.Faults);
        Assert.Equal((true, 5), (file.Services[0].TrialMode, file.Services[0].Limits.SmsPerDay));
        Assert.True(file.Services[0].ContactLink is { IsGiven: true, Value: null });
    }

    [Theory]
    [InlineData("", "1:1", "the file is empty")]
    [InlineData("services: [", "2:1", "neither YAML nor JSON")]
    [InlineData("services:\n- name: A\n  permisions: []", "3:3", "no member 'permisions': did you mean 'permissions'?")]
    [InlineData("services:\n- name: A\n  colour: red", "3:3", "known here: id, name")]
    [InlineData("services:\n- name: A\n  name: B", "3:3", "given twice: first in line 2")]
    [InlineData("services:\n- trial_mode: true", "2:3", "'name' is missing")]
    [InlineData("services:\n- name: '...'", "2:9", "letter or digit")]
    [InlineData("services:\n- name: A\n- name: a", "3:3", "'a' is declared twice")]
    [InlineData("services:\n- name: A\n  trial_mode: yes", "3:15", "'trial_mode' is true or false")]
    [InlineData("services:\n- name: A\n  trial_mode: 'true'", "3:15", "'trial_mode' is true or false")]
    [InlineData("services:\n- name: A\n  trial_mode:", "3:14", "'trial_mode' is empty")]
    [InlineData("services:\n- name: A\n  limits:\n    sms_per_day: -1", "4:18", "whole number from 0")]
    [InlineData("services:\n- name: A\n  limits:\n    sms_per_day: 99999999999", "4:18", "whole number from 0")]
    [InlineData("services:\n- name: A\n  permissions: [email, letter]", "3:24", "'letter' is not among the words of 'permissions'")]
    [InlineData("services:\n- name: A\n  permissions: email", "3:16", "is a list")]
    [InlineData("services:\n- name: A\n  contact_link: nowhere", "3:17", "a web address, an e-mail address or a phone number")]
    [InlineData("services:\n- name: A\n  id: 26785a09-ab16-1eb0-8407-a37497a57506", "3:7", "UUID of version 4")]
    [InlineData("services:\n- name: A\n  reply_to: [a@b.example, A@b.example]", "3:27", "stands twice")]
    [InlineData("services:\n- name: A\n  reply_to: [nobody]", "3:14", "not a valid e-mail address")]
    [InlineData("services:\n- name: A\n  guest_list: [07700900123, '+447700900123']", "3:29", "stands twice")]
    [InlineData("services:\n- name: A\n  guest_list: ['0123']", "3:16", "not a number that can be texted: Not enough digits")]
    [InlineData("services:\n- name: A\n  text_senders: [NameFarTooLong]", "3:18", "a name has 3 to 11 characters")]
    [InlineData("services:\n- name: A\n  text_senders: [Verify]", "3:18", "carriers block this name")]
    [InlineData("services:\n- name: A\n  text_senders: ['07700900600', '+447700900600']", "3:33", "stands twice")]
    [InlineData("services:\n- name: A\n  inbound_numbers: [abc]", "3:21", "'abc' is neither a phone number nor a short code")]
    [InlineData("services:\n- name: A\n  inbound_numbers: 07700900600", "3:20", "is a list")]
    [InlineData("services:\n- name: A\n  inbound_numbers: ['07700900600', '+447700900600']", "3:36", "this number is declared already in line 3")]
    [InlineData("services:\n- name: A\n  inbound_numbers: [07700900600]\n- name: B\n  inbound_numbers: ['+447700900600']", "5:21", "another service has this number in line 3")]
    [InlineData("services:\n- name: A\n  permissions: [sms]\n  inbound_numbers: [07700900600]", "3:16", "has the permission inbound_sms")]
    [InlineData("services:\n- name: A\n  callbacks: [{kind: complaint, url: 'http://a.example.org', bearer_token: 1234567890}]", "3:38", "Must be a valid https URL")]
    [InlineData("services:\n- name: A\n  callbacks: [{kind: complaint, url: 'https://a.example.org', bearer_token: short}]", "3:77", "Must be at least 10 characters")]
    [InlineData("services:\n- name: A\n  callbacks: [{kind: parcels, url: 'https://a.example.org', bearer_token: 1234567890}]", "3:22", "'parcels' is not among the words of 'kind'")]
    [InlineData("services:\n- name: A\n  members:\n  - {name: Ada, email_address: a@b.example}\n  - {name: Bob, email_address: A@B.example}", "5:5", "this address is declared already in line 4")]
    [InlineData("services:\n- name: A\n  members:\n  - {name: Ada}", "4:5", "'email_address' is missing")]
    [InlineData("services:\n- name: A\n  members:\n  - {name: Ada, email_address: a@b.example}\n- name: B\n  members:\n  - {name: Bob, email_address: a@b.example}", "7:5", "another name or number in line 4")]
    [InlineData("services:\n- name: A\n  keys:\n  - {name: k, type: production}", "4:21", "'production' is not among the words of 'type': known here: live, team, test, management")]
    [InlineData("services:\n- name: A\n  keys:\n  - {name: k}", "4:5", "'type' is missing")]
    [InlineData("services:\n- name: A\n  keys:\n  - {name: k, type: live, expires: soon}", "4:36", "'expires' is a day")]
    [InlineData("services:\n- name: A\n  keys:\n  - {name: k, type: live}\n  - {name: K, type: test}", "5:5", "a key of this name is declared already in line 4")]
    [InlineData("services:\n- name: A\n  templates:\n  - {name: My Template, title: x, type: sms, body: x}", "4:12", "'My Template' is not a stable name")]
    [InlineData("services:\n- name: A\n  templates:\n  - {name: a--b, title: x, type: sms, body: x}", "4:12", "not a stable name")]
    [InlineData("services:\n- name: A\n  templates:\n  - {name: a, title: x, type: email, body: x}", "4:5", "'subject' is missing")]
    [InlineData("services:\n- name: A\n  templates:\n  - {name: a, title: x, type: sms, subject: y, body: x}", "4:45", "a text has no subject")]
    [InlineData("services:\n- name: A\n  templates:\n  - {name: a, title: x, type: sms}", "4:5", "'body' is missing")]
    [InlineData("services:\n- name: A\n  templates:\n  - {name: a, title: x, type: sms, body: x, body_file: y}", "4:56", "not in both")]
    [InlineData("services:\n- name: A\n  templates:\n  - {name: a, title: x, type: sms, body_file: ../y}", "4:47", "beside the declaration or in a folder below")]
    [InlineData("services:\n- name: A\n  templates:\n  - {name: a, title: x, type: sms, body_file: missing}", "4:47", "missing cannot be read")]
    [InlineData("services:\n- name: A\n  templates:\n  - {name: a, title: x, type: sms, body: \"a\\0b\"}", "4:42", "cannot be stored")]
    [InlineData("services:\n- name: A\n  templates:\n  - {name: a, title: x, type: sms, body: b, has_unsubscribe_link: true}", "4:67", "only e-mails")]
    [InlineData("services:\n- name: $SERVICE\n  contact_link: ${SERVICE_UNSET}", "3:17", "the environment variable SERVICE_UNSET is not set")]
    [InlineData("services:\n- name: ${NOTIFY_DATABASE}", "2:9", "only environment variables named SERVICE_…")]
    [InlineData("services: []\n---\nservices: []", "2:1", "one document")]
    [InlineData("services: [*nothing]", "1:12", "nothing above is marked &nothing")]
    public void Fault_is_told_with_its_place(string text, string place, string words)
    {
        var fault = Assert.Single(Read(text).Faults);

        Assert.False(fault.IsWarning);
        Assert.Equal(place, $"{fault.At.Line}:{fault.At.Column}");
        Assert.Contains(words, fault.Message, StringComparison.Ordinal);
        Assert.StartsWith($"service.yaml:{place}: ", fault.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void All_faults_are_told_at_once_in_the_order_of_the_file()
    {
        var file = Read("services:\n- name: A\n  trial_mode: maybe\n  reply_to: [x, y]\n  wat: 1\n");

        Assert.Equal(["3:15", "4:14", "4:17", "5:3"], file.Faults.Select(fault => $"{fault.At.Line}:{fault.At.Column}"));
        Assert.True(file.HasErrors);
    }

    [Fact]
    public void Variables_take_their_place_as_values_and_never_in_the_words_of_templates()
    {
        var service = Assert.Single(Read(
            """
            services:
              - name: "Passports ${SERVICE_WHERE}"
                trial_mode: ${SERVICE_TRIAL}
                limits: {email_per_day: "${SERVICE_LIMIT}"}
                contact_link: https://${SERVICE_WHERE}.example/$${x}
                templates:
                  - {name: a, title: "${SERVICE_WHERE}", type: sms, body: "pay ${SERVICE_WHERE}"}
            """).Services);

        Assert.Equal(("Passports test: [a]", true, 7), (service.Name, service.TrialMode, service.Limits.EmailPerDay));
        Assert.Equal("https://test: [a].example/${x}", service.ContactLink.Value);
        Assert.Equal(("${SERVICE_WHERE}", "pay ${SERVICE_WHERE}"), (service.Templates[0].Title, service.Templates[0].Body));
    }

    [Fact]
    public void Advice_about_words_is_a_warning_at_its_place_in_the_block_or_the_body_file()
    {
        var file = Read(
            """
            services:
              - name: A
                templates:
                  - name: a
                    title: x
                    type: email
                    subject: y
                    body: |
                      Hello

                      and see http://passports.example now
                  - {name: b, title: x, type: email, subject: y, body_file: link.md}
            """);

        Assert.False(file.HasErrors);
        Assert.Equal(["service.yaml:11:19", "link.md:2:5"], file.Faults.Select(fault => $"{fault.File}:{fault.At.Line}:{fault.At.Column}"));
        Assert.Contains("warning: ", file.Faults[0].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Text_that_can_never_be_sent_is_refused()
    {
        var file = Read($"services:\n- name: A\n  templates:\n  - {{name: a, title: x, type: sms, body: {new string('x', 919)}}}");

        Assert.Contains(file.Faults, fault => !fault.IsWarning && fault.Message.Contains("919 characters", StringComparison.Ordinal));
    }

    [Fact]
    public void Body_beyond_what_the_api_takes_is_refused()
    {
        var file = Read($"services:\n- name: A\n  templates:\n  - {{name: a, title: x, type: email, subject: x, body: {new string('x', 1_000_001)}}}");

        Assert.Contains("longer than 1000000 bytes", Assert.Single(file.Faults).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Deep_nesting_is_refused_rather_than_followed()
    {
        var file = Read("services: " + new string('[', 100_000));

        Assert.Contains("deeper than", Assert.Single(file.Faults).Message, StringComparison.Ordinal);
    }

    internal static ServiceFile Read(string text) => ServiceFile.Read(text, "service.yaml", new Reading
    {
        Nation = Packs.Gb,
        Variable = name => name switch { "SERVICE_WHERE" => "test: [a]", "SERVICE_TRIAL" => "true", "SERVICE_LIMIT" => "7", _ => null },
        Body = path => path switch
        {
            "texts/ready.txt" => new BodyFile("From texts/ready.txt\r\n", null),
            "link.md" => new BodyFile("Hello\nsee http://passports.example now\n", null),
            _ => new BodyFile(null, $"{path} cannot be read"),
        },
    });
}
