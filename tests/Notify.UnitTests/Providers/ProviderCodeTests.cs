using System.Net;
using MailKit.Net.Smtp;
using Notify.Core.Notifications;
using Notify.Providers.Email;
using Notify.Providers.Email.Smtp;
using Notify.Providers.Sms.HttpGateway;
using Notify.Providers.Sms.Twilio;

namespace Notify.UnitTests.Providers;

/// <summary>By which code a provider's failure is counted, and which of them call for a person.</summary>
public sealed class ProviderCodeTests
{
    private const string Gateway = """
        name: mine
        send: { url: "https://sms.example/send", body: "{{ to | json }}" }
        answers:
          - { status: 2xx, then: accepted, reference: $.id }
          - { status: 400, where: [ { select: $.code, is: [E1, E2] } ], then: permanent-failure, reason: $.code }
          - { status: 4xx, then: technical-failure, reason: $.code }
        receipts:
          reference: $.id
          status: $.state
          statuses: { ok: delivered, on: none, bad: permanent-failure }
          reason: $.reason
          reasons: { "5": unknown-number }
        proofs: [ { kind: query, query: token, secret: receipts } ]
        """;

    [Theory]
    [InlineData("30007", "30007")]
    [InlineData("MSG_FILTERED-2.1", "other")]
    [InlineData("call +447700900123", null)]
    [InlineData("447700900123", null)]
    [InlineData("", null)]
    [InlineData("a-code-that-is-far-too-long-to-be-one", null)]
    public void Only_what_looks_like_a_code_and_no_phone_number_is_taken_for_one(string text, string? label)
    {
        var known = text == "30007" ? new ProviderCode(text, IsKnown: true) : ProviderCode.Unknown(text);

        Assert.Equal(label, known?.Label);
    }

    [Theory]
    [InlineData(400, 21211, "21211", false)]
    [InlineData(401, 20003, "20003", true)]
    [InlineData(400, 21408, "21408", true)]
    [InlineData(400, 21606, "21606", true)]
    [InlineData(400, 29999, "other", false)]
    [InlineData(503, 0, "http-503", false)]
    public void Twilios_refusals_are_counted_by_their_code(int status, int code, string label, bool isAlarm) =>
        AssertCode(label, isAlarm, TwilioErrors.Refusal(status, code, "words").Code);

    [Theory]
    [InlineData("undelivered", 30007, "30007", true)]
    [InlineData("failed", 30002, "30002", true)]
    [InlineData("undelivered", 30003, "30003", false)]
    [InlineData("undelivered", 39999, "other", false)]
    [InlineData("undelivered", null, "undelivered", false)]
    [InlineData("vanished", null, "other", false)]
    [InlineData("sent", 30003, null, false)]
    [InlineData("delivered", null, null, false)]
    public void Twilios_receipts_are_counted_by_their_code(string status, int? code, string? label, bool isAlarm) =>
        AssertCode(label, isAlarm, TwilioReceipts.Of(Guid.Empty, "SM1", status, code).Code);

    [Theory]
    [InlineData(550, "5.7.1 listed", "5.7.1", true)]
    [InlineData(554, "5.7.26 unauthenticated", "5.7.26", true)]
    [InlineData(550, "5.1.1 no such user", "5.1.1", false)]
    [InlineData(451, "4.7.1 greylisted", "4.7.1", false)]
    [InlineData(550, "5.7.511 banned sender", "5.7.x", true)]
    [InlineData(550, "5.999.1 of its own", "other", false)]
    [InlineData(550, "no", "550", false)]
    public void Mail_servers_refusals_are_counted_by_their_code(int reply, string words, string label, bool isAlarm) =>
        AssertCode(label, isAlarm, SmtpFaults.Refusal(reply, words, SmtpErrorCode.RecipientNotAccepted, senderIsShared: true).Code);

    [Fact]
    public void Password_that_a_mail_server_refuses_is_no_matter_of_its_policy() =>
        Assert.Contains("password", MailCodes.Of(535, "5.7.8 authentication failed")!.Mend, StringComparison.Ordinal);

    [Theory]
    [InlineData(400, """{"code":"E2"}""", "E2")]
    [InlineData(400, """{"code":"E77"}""", "other")]
    [InlineData(400, """{"code":"The number is wrong"}""", "http-400")]
    [InlineData(422, "", "http-422")]
    [InlineData(500, "", "other")]
    [InlineData(403, "", "http-403")]
    [InlineData(200, """{"id":"1"}""", null)]
    public void Gateways_answers_are_counted_by_what_its_file_knows(int status, string answer, string? label)
    {
        using var provider = new HttpGatewaySmsProvider(GatewayFile.Read("mine.yaml", Gateway), _ => "secret", () => "https://notify.example/r");
        using var response = new HttpResponseMessage((HttpStatusCode)status);

        Assert.Equal(label, provider.Read(response, answer).Code?.Label);
    }

    [Theory]
    [InlineData("bad", "5", "5")]
    [InlineData("bad", "6", "other")]
    [InlineData("bad", "no such person", "bad")]
    [InlineData("odd", null, "other")]
    [InlineData("on", "6", null)]
    [InlineData("ok", null, null)]
    public void Gateways_receipts_are_counted_by_what_its_file_knows(string state, string? reason, string? label)
    {
        var message = new GatewayMessage($$"""{"id":"1","state":"{{state}}"{{(reason is null ? "" : $",\"reason\":\"{reason}\"")}}}""", _ => null);

        Assert.Equal(label, Assert.Single(GatewayReceipts.Read(GatewayFile.Read("mine.yaml", Gateway), message)!).Code?.Label);
    }

    private static void AssertCode(string? label, bool isAlarm, ProviderCode? code) =>
        Assert.Equal((label, isAlarm), (code?.Label, code?.Mend is not null));
}
