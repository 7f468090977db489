using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Notify.Core.Notifications;
using Notify.TestKit.Carriers;

namespace Notify.TestKit.Faults;

/// <summary>A carrier of texts in the style of the shipped example with JSON, that counts, and reports each text that it kept as delivered until
/// the report is taken.</summary>
public sealed class CountingCarrier(IPAddress? address = null) : CountingServer(address)
{
    private const string Secret = "shared-by-both";
    private const string Prefix = "+447700";
    private const int Reporters = 8;

    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromMilliseconds(50);

    private readonly CancellationTokenSource _stop = new();
    private readonly System.Threading.Channels.Channel<string> _kept = System.Threading.Channels.Channel.CreateUnbounded<string>();

    /// <inheritdoc/>
    public override Channel Channel => Channel.Sms;

    /// <inheritdoc/>
    public override IReadOnlyList<(string Name, string Value)> Settings =>
    [
        ("Notify:Delivery:SmsProviders", "example-json"),
        ("Notify:Gateways:example-json:Enabled", "true"),
        ("Notify:Gateways:example-json:BaseUrl", $"http://127.0.0.1:{Port}"),
        ("Notify:Gateways:example-json:Secrets:token", "token"),
        ("Notify:Gateways:example-json:Secrets:receipts", Secret),
    ];

    /// <inheritdoc/>
    public override string Recipient(int number) => Prefix + number.ToString("D6", CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public override int NumberOf(string recipient)
    {
        ArgumentNullException.ThrowIfNull(recipient);
        return int.Parse(recipient.AsSpan(Prefix.Length), CultureInfo.InvariantCulture);
    }

    /// <inheritdoc/>
    public override CountingServer Start(int? apiPort = null)
    {
        for (var i = 0; apiPort is { } port && i < Reporters; i++)
        {
            _ = Task.Run(() => ReportAsync(port));
        }

        return base.Start(apiPort);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
        {
            _stop.Cancel();
            _stop.Dispose();
        }
    }

    /// <inheritdoc/>
    protected override async Task TalkAsync(Socket socket, CancellationToken stop)
    {
        var request = new byte[64 * 1024];
        while (await HttpWire.ReadAsync(socket, request) is { } body)
        {
            using var text = JsonDocument.Parse(request.AsMemory(body));
            var to = text.RootElement.GetProperty("to").GetString()!;
            var reference = text.RootElement.GetProperty("client_reference").GetString()!;
            var fault = Begin(to);
            await WhileOpenAsync(() => AnswerAsync(socket, to, reference, fault, stop));
        }
    }

    private async Task AnswerAsync(Socket socket, string to, string reference, ServerFault fault, CancellationToken stop)
    {
        switch (fault)
        {
            case ServerFault.Refuses:
                await SayAsync("400 Bad Request", """{"error":{"code":"invalid_number","message":"no such number"}}""");
                break;
            case ServerFault.IsBusy:
                await SayAsync("429 Too Many Requests", "{}");
                break;
            case ServerFault.AnswersRubbish:
                await SayAsync("200 OK", "<html>502 Bad Gateway</html>");
                break;
            case ServerFault.Resets:
                Reset(socket);
                break;
            default:
                await KeepAsync(to, fault, stop);

                // Also where the client is gone by now.
                _kept.Writer.TryWrite(reference);
                await SayAsync("202 Accepted", $$"""{"id":"m-{{reference}}","status":"queued"}""");
                break;
        }

        async Task SayAsync(string status, string json) => await socket.SendAsync(Encoding.ASCII.GetBytes(
            $"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {json.Length}\r\n\r\n{json}"));
    }

    private async Task ReportAsync(int port)
    {
        using var http = new HttpClient();
        try
        {
            await foreach (var reference in _kept.Reader.ReadAllAsync(_stop.Token))
            {
                while (!await TryReportAsync(http, new Uri($"http://127.0.0.1:{port}/receipts/example-json"), reference))
                {
                    await Task.Delay(PauseAfterFailure, _stop.Token);
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            // Disposed.
        }
    }

    private async Task<bool> TryReportAsync(HttpClient http, Uri url, string reference)
    {
        var body = $$"""{"id":"m-{{reference}}","client_reference":"{{reference}}","status":"delivered"}""";
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Add("X-Signature", $"sha256={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.UTF8.GetBytes(body)))}");
        try
        {
            using var answer = await http.SendAsync(request, _stop.Token);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
