using Npgsql;

namespace Notify.Data.Services;

/// <summary>Hears from the database which services changed, and drops them from <see cref="ServiceAccounts"/>.</summary>
public sealed class ServiceChanges(ServiceAccounts accounts)
{
    /// <summary>The channel on which triggers name the service that changed.</summary>
    public const string Channel = "service_changed";

    /// <summary>How often the connection is tried: a silent one may be dead.</summary>
    private static readonly TimeSpan Probe = TimeSpan.FromSeconds(1);

    /// <summary>Listens until cancelled or until the connection breaks. The connection goes direct: a pooler in transaction mode breaks LISTEN.</summary>
    /// <exception cref="NpgsqlException">It broke. Everything has been dropped; nothing is kept until this runs again.</exception>
    public async Task ListenAsync(string connectionString, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString)
        {
            Pooling = false,
            CommandTimeout = 2,
            CancellationTimeout = 500,
            TcpKeepAlive = true,
            ApplicationName = "notify cache",
        }.ConnectionString);
        connection.Notification += (_, notice) => Changed(notice.Payload);
        try
        {
            await connection.OpenAsync(cancellationToken);
            await using var listen = new NpgsqlCommand($"listen {Channel}", connection);
            await listen.ExecuteNonQueryAsync(cancellationToken);

            // What was said before this moment was not heard.
            accounts.DropAll();
            accounts.Heard();
            await using var probe = new NpgsqlCommand("select 1", connection);
            while (true)
            {
                await connection.WaitAsync(Probe, cancellationToken);
                await probe.ExecuteNonQueryAsync(cancellationToken);
                accounts.Heard();
            }
        }
        finally
        {
            accounts.DropAll();
        }
    }

    private void Changed(string serviceId)
    {
        if (Guid.TryParse(serviceId, out var id))
        {
            accounts.Drop(id);
        }
        else
        {
            accounts.DropAll();
        }
    }
}
