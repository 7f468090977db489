using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using MailKit.Security;

namespace Notify.Providers.Email.Smtp;

/// <summary>Open, authenticated connections to one mail server, kept for the next message.</summary>
public sealed class SmtpConnectionPool : IAsyncDisposable
{
    private readonly SmtpOptions _options;
    private readonly TimeProvider _time;
    private readonly List<Idle> _idle = [];
    private readonly Places _places;
    private readonly X509Certificate2Collection _trusted;
    private readonly ITimer _pruning;
    private bool _disposed;

    public SmtpConnectionPool(SmtpOptions options, TimeProvider time)
    {
        _options = options;
        _time = time;
        _places = new Places(options.Connections);
        _trusted = SmtpCertificates.Load(options.TrustedCertificatesFile);
        _pruning = time.CreateTimer(_ => CloseIdle(), null, options.IdleTimeout, options.IdleTimeout);
    }

    /// <summary>Connections that carry a message, or are being opened for one.</summary>
    public int InUse => _options.Connections - _places.Free;

    /// <summary>Open connections that wait for a message.</summary>
    public int IdleCount => _idle.Count;

    /// <summary>Most that may be in use; further messages wait.</summary>
    public int Limit => _options.Connections;

    /// <summary>Takes a connection for one message, an idle one if there is one; waits while all are in use.</summary>
    /// <param name="fresh">Opens a new one instead: the idle ones may all have gone stale together.</param>
    /// <param name="isUrgent">Goes before others that wait.</param>
    /// <exception cref="Exception">Connecting or authenticating failed; nothing was sent.</exception>
    public async Task<Rented> RentAsync(bool fresh, bool isUrgent, CancellationToken cancellationToken)
    {
        await _places.WaitAsync(isUrgent, cancellationToken);
        try
        {
            if (fresh)
            {
                // It takes the place of an idle one, so that no more stand open than the settings allow.
                TakeIdle()?.Client.Dispose();
            }

            while (!fresh && TakeIdle() is { } idle)
            {
                var stood = _time.GetElapsedTime(idle.Since);
                if (idle.Client.IsConnected && stood < _options.IdleTimeout)
                {
                    return new Rented(this, idle.Client, stood);
                }

                idle.Client.Dispose();
            }

            return new Rented(this, await ConnectAsync(cancellationToken), TimeSpan.Zero);
        }
        catch
        {
            _places.Release();
            throw;
        }
    }

    /// <summary>Connects, secures, authenticates and says goodbye.</summary>
    /// <returns>Why the server cannot be used, or null when it can.</returns>
    public async Task<string?> WhyUnreachableAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var rented = await RentAsync(fresh: true, isUrgent: false, cancellationToken);
            rented.KeepOpen();
            return null;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return SmtpFaults.BeforeSending(e).Reason;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _disposed = true;
        await _pruning.DisposeAsync();
        while (TakeIdle() is { } idle)
        {
            try
            {
                await idle.Client.DisconnectAsync(quit: true);
            }
            catch (Exception e) when (SmtpFaults.IsOfConnection(e))
            {
                // It is being thrown away.
            }

            idle.Client.Dispose();
        }

        foreach (var certificate in _trusted)
        {
            certificate.Dispose();
        }
    }

    /// <summary>After a burst the connections at the bottom of the stack would stand open until the servers close them.</summary>
    private void CloseIdle()
    {
        List<Idle> old;
        lock (_idle)
        {
            old = _idle.FindAll(idle => _time.GetElapsedTime(idle.Since) >= _options.IdleTimeout);
            _idle.RemoveAll(old.Contains);
        }

        old.ForEach(idle => idle.Client.Dispose());
    }

    /// <summary>The one that was used last, so that those of a burst grow old.</summary>
    private Idle? TakeIdle()
    {
        lock (_idle)
        {
            if (_idle.Count == 0)
            {
                return null;
            }

            var idle = _idle[^1];
            _idle.RemoveAt(_idle.Count - 1);
            return idle;
        }
    }

    private async Task<SmtpServerClient> ConnectAsync(CancellationToken cancellationToken)
    {
        var settings = _options;
        var client = new SmtpServerClient(settings.ReportsDeliveries)
        {
            Timeout = (int)settings.Timeout.TotalMilliseconds,
            SslProtocols = settings.MinimumTls == "1.3" ? SslProtocols.Tls13 : SslProtocols.Tls12 | SslProtocols.Tls13,
        };
        try
        {
            if (_trusted.Count > 0)
            {
                client.ServerCertificateValidationCallback = (_, certificate, sent, errors) =>
                    SmtpCertificates.IsTrusted(certificate, sent, errors, _trusted);
            }

            await client.ConnectAsync(await DialAsync(cancellationToken), settings.Host, settings.PortInUse, settings.Security switch
            {
                SmtpSecurity.StartTls => SecureSocketOptions.StartTls,
                SmtpSecurity.Tls => SecureSocketOptions.SslOnConnect,
                SmtpSecurity.None => SecureSocketOptions.None,
                _ => throw new InvalidOperationException($"Unknown security {settings.Security}"),
            }, cancellationToken);
            if (settings.Username.Length > 0)
            {
                await client.AuthenticateAsync(settings.Username, await PasswordAsync(settings, cancellationToken), cancellationToken);
            }

            return client;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    /// <summary>The time-out is for all addresses of the host together.</summary>
    private async Task<Socket> DialAsync(CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        ending.CancelAfter(_options.Timeout);
        return await SmtpDialling.DialAsync(_options.Host, _options.PortInUse, _time, ending.Token);
    }

    private static async Task<string> PasswordAsync(SmtpOptions settings, CancellationToken cancellationToken) =>
        settings.PasswordFile.Length == 0
            ? settings.Password
            : (await File.ReadAllLinesAsync(settings.PasswordFile, cancellationToken)).FirstOrDefault("");

    private void Return(SmtpServerClient client, bool usable)
    {
        if (usable && !_disposed)
        {
            lock (_idle)
            {
                _idle.Add(new Idle(client, _time.GetTimestamp()));
            }
        }
        else
        {
            client.Dispose();
        }

        _places.Release();
    }

    private readonly record struct Idle(SmtpServerClient Client, long Since);

    /// <summary>A connection for one message. It goes back to the pool only if <see cref="KeepOpen"/> was called.</summary>
    public sealed class Rented : IDisposable
    {
        private readonly SmtpConnectionPool _pool;
        private bool _usable;

        internal Rented(SmtpConnectionPool pool, SmtpServerClient client, TimeSpan stood)
        {
            _pool = pool;
            Client = client;
            Stood = stood;
        }

        public SmtpServerClient Client { get; }

        /// <summary>How long the connection stood idle before; zero for one opened now.</summary>
        public TimeSpan Stood { get; }

        /// <summary>The conversation ended in good order: the next message may use the connection.</summary>
        public void KeepOpen() => _usable = true;

        public void Dispose() => _pool.Return(Client, _usable);
    }
}
