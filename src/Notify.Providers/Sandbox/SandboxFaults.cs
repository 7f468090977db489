using System.Data.Common;
using System.Net.Sockets;
using Notify.Core.Notifications;

namespace Notify.Providers.Sandbox;

/// <summary>What keeps the sandbox from capturing.</summary>
internal static class SandboxFaults
{
    /// <summary>Captures a message.</summary>
    /// <returns>Accepted with the reference; unavailable when the database is away. What else the database says is thrown: trying again would not help.</returns>
    public static async Task<SendOutcome> TryCaptureAsync(this ICapturedMessages inbox, CapturedMessage message, string reference, CancellationToken cancellationToken)
    {
        try
        {
            await inbox.CaptureAsync(message, cancellationToken);
            return new SendOutcome.Accepted(reference);
        }
        catch (Exception e) when (e is DbException { IsTransient: true } or IOException or SocketException or TimeoutException or OperationCanceledException)
        {
            // Nothing of the sandbox's own: everything else waits for the same database, and no circuit needs to open.
            return new SendOutcome.Unavailable("the sandbox cannot reach its database", ProviderFault.None);
        }
    }
}
