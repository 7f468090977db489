using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Notify.Core.Notifications;

namespace Notify.TestKit.Faults;

/// <summary>A mail server (RFC 5321, with PIPELINING) that counts.</summary>
public sealed class CountingMailServer(IPAddress? address = null) : CountingServer(address)
{
    /// <inheritdoc/>
    public override Channel Channel => Channel.Email;

    /// <inheritdoc/>
    public override IReadOnlyList<(string Name, string Value)> Settings =>
    [
        ("Notify:Delivery:EmailProviders", "smtp"),
        ("Notify:Smtp:Host", "127.0.0.1"),
        ("Notify:Smtp:Port", Port.ToString(CultureInfo.InvariantCulture)),
        ("Notify:Smtp:Security", "None"),
    ];

    /// <inheritdoc/>
    public override string Recipient(int number) => $"r{number}@example.com";

    /// <inheritdoc/>
    public override int NumberOf(string recipient)
    {
        ArgumentNullException.ThrowIfNull(recipient);
        return int.Parse(recipient.AsSpan(1, recipient.IndexOf('@', StringComparison.Ordinal) - 1), CultureInfo.InvariantCulture);
    }

    /// <inheritdoc/>
    protected override async Task TalkAsync(Socket socket, CancellationToken stop)
    {
        await using var stream = new NetworkStream(socket);
        using var reader = new StreamReader(stream, Encoding.Latin1);
        var (recipient, fault) = ("", ServerFault.None);
        await SayAsync("220 sink\r\n");
        while (await reader.ReadLineAsync(stop) is { } line)
        {
            if (line.StartsWith("EHLO", StringComparison.OrdinalIgnoreCase))
            {
                await SayAsync("250-sink\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n");
            }
            else if (line.StartsWith("RCPT TO:<", StringComparison.OrdinalIgnoreCase))
            {
                recipient = line[9..line.IndexOf('>', StringComparison.Ordinal)];
                fault = Begin(recipient);
                await SayAsync(fault switch
                {
                    ServerFault.Refuses => "550 5.1.1 no such mailbox\r\n",
                    ServerFault.IsBusy => "451 4.3.2 come again later\r\n",
                    _ => "250 2.1.5 fine\r\n",
                });
            }
            else if (line.StartsWith("DATA", StringComparison.OrdinalIgnoreCase))
            {
                await WhileOpenAsync(TakeAsync);
            }
            else if (line.StartsWith("QUIT", StringComparison.OrdinalIgnoreCase))
            {
                await SayAsync("221 bye\r\n");
                return;
            }
            else
            {
                await SayAsync("250 2.0.0 fine\r\n");
            }
        }

        async Task SayAsync(string words) => await stream.WriteAsync(Encoding.ASCII.GetBytes(words), CancellationToken.None);

        async Task TakeAsync()
        {
            await SayAsync("354 go on\r\n");
            string? part;
            do
            {
                part = await reader.ReadLineAsync(stop) ?? throw new IOException("The client is gone in the middle of a message");
            }
            while (part != ".");

            switch (fault)
            {
                case ServerFault.AnswersRubbish:
                    await SayAsync("\u0001\u0002 <html>502 Bad Gateway</html>\r\n");
                    break;
                case ServerFault.Resets:
                    Reset(socket);
                    break;
                default:
                    await KeepAsync(recipient, fault, stop);
                    await SayAsync("250 2.0.0 taken\r\n");
                    break;
            }
        }
    }
}
