using System.Net.Http.Json;
using System.Text.Json;
using Notify.Server.Hosting;
using Notify.TestKit.Server;

namespace Notify.IntegrationTests.Uploads;

/// <summary>A server with few rows to a chunk, so that small lists have several.</summary>
public class BulkApp : NotifyApp
{
    protected override IReadOnlyDictionary<string, string?> Settings { get; } = new Dictionary<string, string?>
    {
        ["Notify:Uploads:ChunkSize"] = "100",
        ["Notify:Uploads:MaxRows"] = "2000",
    };

    /// <summary>POSTs a bulk send and reads the answer.</summary>
    public static async Task<(int Status, JsonElement Body)> PostAsync(SendingService service, object body, string path = "")
    {
        using var answer = await service.PostAsync($"/v2/notifications/bulk{path}", body);
        return ((int)answer.StatusCode, await answer.Content.ReadFromJsonAsync<JsonElement>());
    }

    public static async Task<JsonElement> ShowAsync(SendingService service, Guid id)
    {
        using var answer = await service.GetAsync($"/v2/notifications/bulk/{id}");
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    /// <summary>Asks until the upload is as wanted, for at most 30 seconds.</summary>
    public static async Task<JsonElement> WaitAsync(SendingService service, Guid id, Func<JsonElement, bool> isThere)
    {
        ArgumentNullException.ThrowIfNull(isThere);
        JsonElement last = default;
        for (var i = 0; i < 1200; i++)
        {
            last = await ShowAsync(service, id);
            if (isThere(last))
            {
                return last;
            }

            await Task.Delay(25);
        }

        Assert.Fail($"Not there after 30 seconds: {last}; the server's warnings:\n{service.App.Warnings}");
        return last;
    }

    /// <summary>The errors of a refusal, as <c>message</c>.</summary>
    public static string[] Messages(JsonElement body) => [.. body.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("message").GetString()!)];
}

/// <summary>A host that accepts and sends nothing: rows stay where the test wants to look at them.</summary>
public sealed class BulkApiOnly : BulkApp
{
    protected override Roles Roles => Roles.Api;
}
