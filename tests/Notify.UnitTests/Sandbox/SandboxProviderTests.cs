using System.Net.Sockets;
using Notify.Core;
using Notify.Core.Notifications;
using Notify.Providers.Sandbox;
using Notify.Providers.Sms;
using Notify.TestKit.Email;
using Npgsql;

namespace Notify.UnitTests.Sandbox;

public sealed class SandboxProviderTests
{
    private static readonly OutboundSms Sms = new()
    {
        NotificationId = Ids.New(TimeProvider.System),
        ServiceId = Ids.NewRandom(),
        To = "+447700900123",
        Sender = "GOVUK",
        Text = "Hello",
        Unicode = false,
        Fragments = 1,
    };

    [Fact]
    public async Task Database_that_is_away_leaves_the_message_waiting_and_no_circuit_opens_for_it()
    {
        var inbox = new Broken(new NpgsqlException("Failed to connect", new SocketException((int)SocketError.ConnectionRefused)));

        var email = await new SandboxEmailProvider(inbox, TimeProvider.System).SendAsync(OutboundEmails.Example(), CancellationToken.None);
        var sms = await new SandboxSmsProvider(inbox, TimeProvider.System).SendAsync(Sms, CancellationToken.None);

        Assert.All([email, sms], outcome => Assert.Equal(ProviderFault.None, Assert.IsType<SendOutcome.Unavailable>(outcome).Fault));
    }

    [Fact]
    public async Task Error_of_ours_is_not_taken_for_a_database_that_is_away() =>
        await Assert.ThrowsAsync<PostgresException>(() => new SandboxSmsProvider(
            new Broken(new PostgresException("null value", "ERROR", "ERROR", PostgresErrorCodes.NotNullViolation)), TimeProvider.System).SendAsync(Sms, CancellationToken.None));

    private sealed class Broken(Exception exception) : ICapturedMessages
    {
        public Task CaptureAsync(CapturedMessage message, CancellationToken cancellationToken) => Task.FromException(exception);
    }
}
