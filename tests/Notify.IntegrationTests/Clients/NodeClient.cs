using System.Diagnostics;
using System.Text.Json;
using Notify.TestKit;

namespace Notify.IntegrationTests.Clients;

/// <summary>A server, and one process of Node.js beside it in which the official client calls it.</summary>
public sealed class NodeClient : IAsyncLifetime
{
    private Process? _node;

    public ClientApp App { get; } = new();

    public async Task InitializeAsync()
    {
        await App.InitializeAsync();

        // In the source tree, since Node looks for packages upwards from the script.
        var tests = Path.GetDirectoryName(Path.GetDirectoryName(NodePackages.Folder("notifications-node-client")))!;
        var script = Path.Combine(tests, "Notify.IntegrationTests", "Clients", "node-client.cjs");
        _node = Process.Start(new ProcessStartInfo("node", [script, App.BaseUrl]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
    }

    /// <summary>Calls and waits for the answer: one at a time, as the tests of a class run.</summary>
    /// <param name="method">Of the client, which gets the arguments as they are.</param>
    /// <param name="key">Null for the service's live key.</param>
    /// <returns><c>data</c> of the answer, or <c>status</c> and <c>errors</c> as the client's own error has them.</returns>
    public async Task<JsonElement> CallAsync(string method, object?[] arguments, string? key = null, string? without = null)
    {
        var call = new { key = key ?? App.Sender.Key.Reveal(), method, arguments, without };
        await _node!.StandardInput.WriteLineAsync(JsonSerializer.Serialize(call));
        await _node.StandardInput.FlushAsync();
        var line = await _node.StandardOutput.ReadLineAsync();
        return JsonSerializer.Deserialize<JsonElement>(line ?? throw new InvalidOperationException("Node.js ended before it answered"));
    }

    public async Task DisposeAsync()
    {
        if (_node is not null)
        {
            _node.StandardInput.Close();
            await _node.WaitForExitAsync();
            _node.Dispose();
        }

        await App.DisposeAsync();
    }
}
