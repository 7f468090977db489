using System.Net;
using Microsoft.Extensions.Options;

namespace Notify.Server.Features.Sandbox;

/// <summary>Judges who may read the sandbox inbox, as long as there is no signing in.</summary>
public sealed class SandboxAccess(IOptions<SandboxOptions> options)
{
    private static readonly string[] ProxyHeaders = ["Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Via"];

    public bool Allows(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return options.Value.Inbox switch
        {
            SandboxReaders.Off => false,
            SandboxReaders.Everyone => true,
            SandboxReaders.Local => context.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address)
                && IsLoopbackName(context.Request.Host.Host)
                && !ProxyHeaders.Any(context.Request.Headers.ContainsKey),
            _ => throw new InvalidOperationException($"Unknown readers {options.Value.Inbox}"),
        };
    }

    /// <summary>A proxy passes its public name on, and a page elsewhere whose name was made to point here uses that name: neither is this.</summary>
    private static bool IsLoopbackName(string host) =>
        host is "localhost" || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
