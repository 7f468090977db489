using System.Text.Json;
using Notify.IntegrationTests.Clients;
using Notify.TestKit.Server;

namespace Notify.IntegrationTests.ApiReference;

/// <summary>The API's description: valid, complete, and true of what was recorded.</summary>
public sealed class ApiDescriptionTests(NotifyApp app) : IClassFixture<NotifyApp>
{
    [Fact]
    public async Task Description_is_valid_and_holds_for_its_examples_and_for_every_recorded_answer()
    {
        var result = await NodeScript.RunAsync(
            "ApiReference/check-description.cjs", app.BaseUrl, Path.Combine(AppContext.BaseDirectory, "Api", "Recorded", "public.jsonl"));

        Assert.Empty(result.GetProperty("faults").EnumerateArray().Select(fault => fault.GetString()));
        Assert.InRange(result.GetProperty("checked").GetInt32(), 700, 863);
        Assert.InRange(result.GetProperty("examples").GetInt32(), 100, int.MaxValue);
        Assert.InRange(result.GetProperty("operations").GetInt32(), 18, int.MaxValue);
    }

    [Fact]
    public async Task Older_description_names_its_version_for_tools_that_read_no_newer_one()
    {
        using var newer = JsonDocument.Parse(await app.Http.GetStringAsync("/v2/openapi.json"));
        using var older = JsonDocument.Parse(await app.Http.GetStringAsync("/v2/openapi-3.0.json"));

        Assert.StartsWith("3.1", newer.RootElement.GetProperty("openapi").GetString(), StringComparison.Ordinal);
        Assert.StartsWith("3.0", older.RootElement.GetProperty("openapi").GetString(), StringComparison.Ordinal);
        Assert.Equal(
            newer.RootElement.GetProperty("paths").EnumerateObject().Select(path => path.Name),
            older.RootElement.GetProperty("paths").EnumerateObject().Select(path => path.Name));
    }
}
