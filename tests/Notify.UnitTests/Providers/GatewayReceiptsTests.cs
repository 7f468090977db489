using Notify.Core;
using Notify.Providers.Sms.HttpGateway;

namespace Notify.UnitTests.Providers;

public sealed class GatewayReceiptsTests
{
    private const string Gateway = """
        name: mine
        send: { url: "https://sms.example/send", body: "{{ to | json }}" }
        answers:
          - { status: 2xx, then: accepted, reference: $.id }
        receipts:
          each: $.items[*]
          id: $.ours
          status: $.state
          statuses: { ok: delivered }
        inbound:
          each: $.items[*]
          from: $.from
          to: $.to
          text: $.text
        proofs: [ { kind: query, query: token, secret: receipts } ]
        """;

    private static readonly GatewayDefinition Definition = GatewayFile.Read("mine.yaml", Gateway);

    [Fact]
    public void Receipt_that_cannot_be_read_does_not_cost_the_others_of_its_request()
    {
        var ours = Ids.NewRandom();
        var message = new GatewayMessage($$"""{"items":[{"ours":"a test from the portal","state":"ok"},{"ours":"{{ours}}"},{"ours":"{{ours}}","state":"ok"}]}""", _ => null);

        Assert.Equal(ours, Assert.Single(GatewayReceipts.Read(Definition, message)!).NotificationId);
    }

    [Fact]
    public void Text_that_cannot_be_read_does_not_cost_the_others_of_its_request()
    {
        var message = new GatewayMessage("""{"items":[{"from":"1"},{"from":"447700900123","to":"447700900600","text":"STOP"}]}""", _ => null);

        Assert.Equal("STOP", Assert.Single(GatewayReceipts.ReadInbound(Definition, message)!).Content);
    }

    [Fact]
    public void Request_in_which_nothing_can_be_read_is_refused()
    {
        var message = new GatewayMessage("""{"items":[{"ours":"a test from the portal","state":"ok"}]}""", _ => null);

        Assert.Null(GatewayReceipts.Read(Definition, message));
    }
}
