using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Notify.TestKit.Postgres;

/// <summary>Stands between a client and PostgreSQL and cuts the connection when told: before the database hears of a statement, or after it answered.</summary>
public sealed class CutWire : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _stop = new();
    private readonly NpgsqlConnectionStringBuilder _target;
    private readonly ConcurrentDictionary<TcpClient, byte> _carried = new();
    private volatile Cut _cut;
    private volatile bool _severed;
    private volatile TaskCompletionSource? _silent;
    private volatile bool _severs;
    private int _refused;
    private int _skip;

    private CutWire(string connectionString, IPAddress address)
    {
        _target = new NpgsqlConnectionStringBuilder(connectionString);
        _listener = new TcpListener(address, 0);
    }

    private enum Cut
    {
        None,
        BeforeQuestion,
        BeforeAnswer,
        BeforeCommit,
        BeforeAnswerToCommit,
    }

    public string ConnectionString { get; private set; } = "";

    /// <summary>Whether the cut that was asked for has been made.</summary>
    public bool HasCut => _cut == Cut.None;

    /// <param name="address">Where it listens; null for the loopback address.</param>
    public static Task<CutWire> StartAsync(string connectionString, IPAddress? address = null)
    {
        address ??= IPAddress.Loopback;
        var wire = new CutWire(connectionString, address);
        wire._listener.Start();
        wire.ConnectionString = new NpgsqlConnectionStringBuilder(connectionString)
        {
            Host = address.ToString(),
            Port = ((IPEndPoint)wire._listener.LocalEndpoint).Port,
            SslMode = SslMode.Disable,
        }.ConnectionString;
        _ = wire.AcceptAsync();
        return Task.FromResult(wire);
    }

    /// <summary>Connections that came while it was severed.</summary>
    public int Refused => Volatile.Read(ref _refused);

    /// <summary>The next statement is not heard, or its answer is not; connections made later are whole.</summary>
    /// <param name="andSever">None are, until <see cref="Mend"/>.</param>
    /// <param name="skip">Statements, or answers, that still pass.</param>
    public void CutNext(bool afterCommit, bool andSever = false, int skip = 0)
    {
        (_severs, _skip) = (andSever, skip);
        _cut = afterCommit ? Cut.BeforeAnswer : Cut.BeforeQuestion;
    }

    /// <summary>The same for the next COMMIT that a transaction of several round trips ends with.</summary>
    public void CutNextCommit(bool afterCommit, bool andSever = false)
    {
        (_severs, _skip) = (andSever, 0);
        _cut = afterCommit ? Cut.BeforeAnswerToCommit : Cut.BeforeCommit;
    }

    /// <summary>Breaks every connection and lets none through until <see cref="Mend"/>.</summary>
    public void Sever()
    {
        _severed = true;
        foreach (var client in _carried.Keys)
        {
            client.Dispose();
        }
    }

    /// <summary>Keeps every connection open and carries nothing until <see cref="Mend"/>, as a network does that drops packets.</summary>
    public void FallSilent() => _silent ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Mend()
    {
        _severed = false;
        Interlocked.Exchange(ref _silent, null)?.SetResult();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                _ = CarryAsync(await _listener.AcceptTcpClientAsync(_stop.Token));
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException)
            {
                return;
            }
        }
    }

    private async Task CarryAsync(TcpClient client)
    {
        using (client)
        {
            _carried.TryAdd(client, 0);
            if (_severed)
            {
                _carried.TryRemove(client, out _);
                Interlocked.Increment(ref _refused);
                return;
            }

            using var server = _target.Host!.StartsWith('/')
                ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
                : new Socket(SocketType.Stream, ProtocolType.Tcp);
            await (_target.Host!.StartsWith('/')
                ? server.ConnectAsync(new UnixDomainSocketEndPoint($"{_target.Host}/.s.PGSQL.{_target.Port}"))
                : server.ConnectAsync(_target.Host!, _target.Port));
            await Task.WhenAny(PumpAsync(client.Client, server, Cut.BeforeQuestion), PumpAsync(server, client.Client, Cut.BeforeAnswer));
            _carried.TryRemove(client, out _);
        }
    }

    private async Task PumpAsync(Socket from, Socket to, Cut cutHere)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer, _stop.Token) is > 0 and var read)
            {
                if (_cut is Cut.BeforeCommit or Cut.BeforeAnswerToCommit && cutHere == Cut.BeforeQuestion && buffer.AsSpan(0, read).IndexOf("COMMIT\0"u8) >= 0)
                {
                    _cut = _cut == Cut.BeforeCommit ? Cut.BeforeQuestion : Cut.BeforeAnswer;
                }

                if (_cut == cutHere && Interlocked.Decrement(ref _skip) < 0)
                {
                    _cut = Cut.None;
                    _severed |= _severs;
                    return;
                }

                if (_silent is { } silence)
                {
                    await silence.Task.WaitAsync(_stop.Token);
                }

                await to.SendAsync(buffer.AsMemory(0, read), _stop.Token);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The wire ends here.
        }
    }
}
