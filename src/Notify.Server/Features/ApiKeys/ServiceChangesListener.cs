using Notify.Data.Services;
using Notify.Server.Hosting;
using Npgsql;

namespace Notify.Server.Features.ApiKeys;

/// <summary>Keeps this process listening for changes of services; while it cannot, every request asks the database.</summary>
public sealed partial class ServiceChangesListener(
    ServiceChanges changes, DatabaseAddress database, TimeProvider time, ILogger<ServiceChangesListener> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await changes.ListenAsync(database.ConnectionString, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is NpgsqlException or System.Net.Sockets.SocketException or IOException or TimeoutException or ObjectDisposedException or OperationCanceledException)
            {
                NotListening(e.Message);
            }

            await Task.Delay(TimeSpan.FromSeconds(1), time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(1011, LogLevel.Warning, "Changes of services are not heard; requests ask the database until they are: {Reason}")]
    private partial void NotListening(string reason);
}
