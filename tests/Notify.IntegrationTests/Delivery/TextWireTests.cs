using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;
using Notify.Core.Notifications;
using Notify.Providers.Sms;
using Notify.Providers.Sms.HttpGateway;
using Notify.Providers.Sms.Twilio;

namespace Notify.IntegrationTests.Delivery;

/// <summary>What goes to a carrier of texts over the wire, and what no longer does.</summary>
public sealed class TextWireTests
{
    private const string Gateway = """
        name: example
        send:
          url: https://sms.example/send
          body: '{"to":{{ to | json }}}'
        answers:
          - status: 2xx
            then: accepted
        """;

    private const string GatewayWithoutBody = """
        name: example
        send:
          method: GET
          url: https://sms.example/send?to={{ to | url }}
        answers:
          - status: 2xx
            then: accepted
        """;

    [Theory]
    [InlineData("twilio")]
    [InlineData("gateway")]
    [InlineData("gateway without a body")]
    public async Task Text_that_another_worker_may_hold_by_now_sends_no_byte_on_the_connection_it_waited_for(string carrier)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var url = $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";
        ISmsProvider provider = carrier == "twilio"
            ? new TwilioSmsProvider(Options.Create(new TwilioOptions { AccountSid = $"AC{new string('0', 32)}", AuthToken = "token", BaseUrl = url }), id => $"https://notify.example/{id}")
            : new HttpGatewaySmsProvider(
                GatewayFile.Read("example.yaml", carrier == "gateway" ? Gateway : GatewayWithoutBody) with { Url = $"{url}/send" }, _ => "", () => "https://notify.example");
        using var asDisposable = (IDisposable)provider;

        // The claim stood when the hand-over began, and no longer when there is a connection: the host was frozen between.
        var outcome = await provider.SendAsync(Texts.One() with { MayStillGo = () => !listener.Pending() }, CancellationToken.None);

        Assert.Equal(ProviderFault.None, Assert.IsType<SendOutcome.Unavailable>(outcome).Fault);
        using var connection = await listener.AcceptTcpClientAsync();
        asDisposable.Dispose();
        Assert.Equal(0, await connection.GetStream().ReadAsync(new byte[1]));
    }
}
