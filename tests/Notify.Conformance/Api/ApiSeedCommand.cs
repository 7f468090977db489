using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Notify.Core.Nations;
using Notify.Data.Embedded;
using Notify.Server.Hosting;
using Npgsql;

namespace Notify.Conformance.Api;

/// <summary>
/// <c>api-seed --database CONNECTION --seed seed.json --target target.json [--base-url URL] [--data DIR]</c>: a seeded database for
/// <c>notify serve</c> with the same database, data folder and encryption settings, and the file that tells a replay what the symbols stand for.
/// </summary>
internal static class ApiSeedCommand
{
    public const string Usage = "api-seed --database CONNECTION --seed seed.json --target target.json [--base-url URL] [--data DIR]";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var options = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i + 1 < arguments.Count; i += 2)
        {
            options[arguments[i]] = arguments[i + 1];
        }

        if (arguments.Count % 2 != 0
            || options.Keys.Except(["--database", "--seed", "--target", "--base-url", "--data"]).Any()
            || !options.TryGetValue("--database", out var connection)
            || !options.TryGetValue("--seed", out var seedFile)
            || !options.TryGetValue("--target", out var targetFile))
        {
            await Console.Error.WriteLineAsync($"usage: Notify.Conformance {Usage}");
            return 2;
        }

        // The settings that `notify serve` reads: the seed must open with its keys.
        var configuration = new ConfigurationBuilder().AddEnvironmentVariables().Build();
        var dataFolder = options.GetValueOrDefault("--data") ?? DataFolder.Default();
        var keyRing = KeyRingLoader.Load(configuration.GetSection(EncryptionOptions.Section).Get<EncryptionOptions>() ?? new EncryptionOptions(), dataFolder);
        var nation = CoreSetup.Nation(configuration, TemplateFolder.Find(configuration));
        await using var database = NpgsqlDataSource.Create(DatabaseAddress.Parse(connection).ConnectionString);
        await using var file = File.OpenRead(seedFile);
        using var seed = await JsonDocument.ParseAsync(file, cancellationToken: cancellationToken);
        var symbols = await new ApiSeed(database, keyRing, nation).RunAsync(seed.RootElement, TimeProvider.System.GetUtcNow(), cancellationToken);
        var baseUrl = (options.GetValueOrDefault("--base-url") ?? ServerSettings.DefaultUrl).TrimEnd('/');
        await File.WriteAllTextAsync(targetFile, Target(baseUrl, nation, symbols), cancellationToken);
        return 0;
    }

    /// <returns>The text of <c>target.json</c>: pages, files and the API have one address.</returns>
    internal static string Target(string baseUrl, NationPack nation, IReadOnlyDictionary<string, string> symbols) => JsonSerializer.Serialize(
        new { base_url = baseUrl, web_base_url = baseUrl, documents_base_url = baseUrl, email_domain = nation.Email.Domain, symbols }, Indented);
}
