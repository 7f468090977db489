using Microsoft.Extensions.DependencyInjection;
using Notify.Core.Callbacks;
using Notify.Data.Callbacks;
using Notify.TestKit.Callbacks;
using Notify.TestKit.Server;

namespace Notify.IntegrationTests.Callbacks;

/// <summary>The server with receivers allowed on this machine.</summary>
public class CallbackApp : NotifyApp
{
    protected override IReadOnlyDictionary<string, string?> Settings { get; } = new Dictionary<string, string?>
    {
        ["Notify:Callbacks:AllowedNetworks"] = "127.0.0.0/8",
        ["Notify:Callbacks:AllowHttp"] = "true",
        ["Notify:Callbacks:Timeout"] = "00:00:05",
    };

    public const string Token = "a-token-of-the-service";

    public CallbackStore Callbacks => Services.GetRequiredService<CallbackStore>();

    /// <returns>The signing secret.</returns>
    public async Task<string> SetAsync(SendingService service, CallbackListener listener, CallbackKind kind = CallbackKind.DeliveryStatus) =>
        (await Callbacks.SetAsync(service.Service.Id, kind, listener.Url, Token, CancellationToken.None))!;

    /// <summary>Runs a statement on the database.</summary>
    public async Task<int> ExecuteAsync(string sql, Guid serviceId)
    {
        await using var command = DataSource.CreateCommand(sql);
        command.Parameters.AddWithValue("service_id", serviceId);
        return await command.ExecuteNonQueryAsync();
    }

    /// <summary>Asks the database until it says what is wanted, for at most 20 seconds.</summary>
    public async Task WaitForAsync<T>(string sql, Guid serviceId, T wanted)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            await using var command = DataSource.CreateCommand(sql);
            command.Parameters.AddWithValue("service_id", serviceId);
            var value = await command.ExecuteScalarAsync();
            if (Equals(value, wanted))
            {
                return;
            }

            Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(20), $"still {value} after 20 s: {sql}");
            await Task.Delay(20);
        }
    }
}
