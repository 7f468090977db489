using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Notify.Conformance.Api;
using Notify.Core.Nations;
using Notify.Core.Secrets;
using Notify.IntegrationTests.Api.Replay;
using Notify.Server.Hosting;
using Notify.TestKit.Server;
using Npgsql;

namespace Notify.IntegrationTests.Api;

/// <summary>Replays requests to GOV.UK Notify's API and compares the answers with those recorded from it.</summary>
public sealed class RecordedAnswersTests(RecordedAnswersTests.SeededApp app) : IClassFixture<RecordedAnswersTests.SeededApp>
{
    private static readonly IReadOnlyList<RecordedCase> Cases = RecordedCase.Load(Path.Combine(AppContext.BaseDirectory, "Api", "Recorded", "public.jsonl"));

    public static TheoryData<string> Categories => [.. Cases.Select(recorded => recorded.Category).Distinct()];

    [Theory]
    [MemberData(nameof(Categories))]
    public async Task Answers_are_as_recorded_but_for_the_listed_departures(string category)
    {
        var faults = new List<string>();
        foreach (var recorded in Cases.Where(recorded => recorded.Category == category))
        {
            var difference = await recorded.PlayAsync(app.BaseUrl, app.EmailDomain, app.Symbols);
            var isDeparture = Departures.Reasons.ContainsKey(recorded.Id);
            if (difference is not null && !isDeparture)
            {
                faults.Add($"{recorded.Id}\n     {difference}");
            }
            else if (difference is null && isDeparture)
            {
                faults.Add($"{recorded.Id}\n     is listed as a departure, but is answered as recorded: strike it off the list");
            }
        }

        Assert.True(faults.Count == 0, $"{faults.Count} of {category}:\n{string.Join('\n', faults)}");
    }

    [Fact]
    public void Departures_are_of_recorded_cases() =>
        Assert.Empty(Departures.Reasons.Keys.Except(Cases.Select(recorded => recorded.Id), StringComparer.Ordinal));

    /// <summary>A server that sends nothing, so that what was seeded stays as it is.</summary>
    public sealed class SeededApp : NotifyApp
    {
        internal Symbols Symbols { get; private set; } = null!;

        public string EmailDomain => Services.GetRequiredService<NationPack>().Email.Domain;

        protected override Roles Roles => Roles.Api | Roles.Web;

        public override async Task InitializeAsync()
        {
            await base.InitializeAsync();
            using var seed = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Api", "Recorded", "seed.json")));
            var seeding = new ApiSeed(
                Services.GetRequiredService<NpgsqlDataSource>(), Services.GetRequiredService<KeyRing>(), Services.GetRequiredService<NationPack>());
            Symbols = new Symbols(await seeding.RunAsync(seed.RootElement, TimeProvider.System.GetUtcNow(), CancellationToken.None));
        }
    }
}
