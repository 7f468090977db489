using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Notify.Core.Errors;
using Notify.Core.Files;
using Notify.Core.Services;
using Notify.Core.Templates;
using Notify.Data.Services;
using Notify.Providers.Scanning;
using Notify.Server.Features.Files;
using Notify.TestKit.Processes;
using Notify.TestKit.Server;

namespace Notify.SystemTests;

/// <summary>Files by e-mail through ClamAV's own daemon.</summary>
public sealed class VirusScanTests(RealClamd clamd) : IClassFixture<RealClamd>
{
    [Fact]
    public async Task Clamd_tells_clean_from_infected_files()
    {
        var scanner = Scanner();

        Assert.IsType<ScanVerdict.Clean>(await scanner.ScanAsync("a clean file"u8.ToArray(), CancellationToken.None));
        Assert.IsType<ScanVerdict.Clean>(await scanner.ScanAsync(new byte[FileLimits.MaxBytes], CancellationToken.None));
        Assert.Equal("Notify.SystemTest-1.UNOFFICIAL", Infected(await scanner.ScanAsync(Bytes($"some {RealClamd.Virus} text"), CancellationToken.None)));
        Assert.Equal("Notify.SystemTest-1.UNOFFICIAL", Infected(await scanner.ScanAsync(Zipped(RealClamd.Virus), CancellationToken.None)));
        Assert.StartsWith("ClamAV", (await scanner.VersionAsync(CancellationToken.None)).Reply, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stream_that_is_too_long_for_clamd_is_not_clean()
    {
        var verdict = await Scanner().ScanAsync(new byte[(RealClamd.StreamMaxKilobytes + 1000) * 1024], CancellationToken.None);

        Assert.IsType<ScanVerdict.Unavailable>(verdict);
    }

    [Fact]
    public async Task Twenty_scans_at_once_keep_their_verdicts_apart()
    {
        var scanner = Scanner();

        var verdicts = await Task.WhenAll(Enumerable.Range(0, 20).Select(n => scanner.ScanAsync(Bytes(n % 2 == 0 ? "clean" : RealClamd.Virus), CancellationToken.None)));

        Assert.All(verdicts.Index(), one => Assert.Equal(one.Index % 2 == 0, one.Item is ScanVerdict.Clean));
    }

    [Fact]
    public async Task Clean_upload_is_taken_and_infected_one_refused()
    {
        var app = new ScanningApp(clamd);
        await app.InitializeAsync();
        try
        {
            var service = (await app.ServiceAsync()).Service with { ContactLink = "help@example.gov" };
            await app.Services.GetRequiredService<ServiceStore>().UpdateAsync(service, CancellationToken.None);

            Assert.True((await UploadAsync(app, service, "Dear Amala")).TryGet(out _, out _));
            Assert.False((await UploadAsync(app, service, $"Dear {RealClamd.Virus}")).TryGet(out _, out var refusal));
            Assert.Equal("File did not pass the virus scan", refusal.Message);
        }
        finally
        {
            await app.DisposeAsync();
        }
    }

    [Fact]
    public async Task Doctor_finds_the_scanner_good()
    {
        var (_, output, errors) = await NotifyProcess.RunAsync(
            new Dictionary<string, string?> { ["Notify__Files__ScannerAddress"] = clamd.Address }, "doctor", "--json", "--data", Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()));

        var finding = JsonSerializer.Deserialize<JsonElement>(output).EnumerateArray().Single(one => one.GetProperty("about").GetString() == "virus scanner");
        Assert.True(finding.GetProperty("state").GetString() == "good", $"{finding} {errors}");
    }

    private ClamdScanner Scanner() =>
        new(ClamdAddress.TryParse(clamd.Address, out var address) ? address : throw new InvalidOperationException(clamd.Address), TimeSpan.FromSeconds(60), TimeProvider.System);

    private static Task<Result<Personalisation>> UploadAsync(NotifyApp app, Service service, string content) =>
        app.Services.GetRequiredService<FilesByEmail>().HandleAsync(
            service,
            Personalisation.FromJson(JsonSerializer.SerializeToElement(new { letter = new { file = Convert.ToBase64String(Bytes(content)) } })),
            "amala@example.com",
            isSimulated: false,
            CancellationToken.None);

    private static string Infected(ScanVerdict verdict) => Assert.IsType<ScanVerdict.Infected>(verdict).Name;

    private static byte[] Bytes(string text) => Encoding.ASCII.GetBytes(text);

    private static byte[] Zipped(string text)
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create))
        using (var writer = new StreamWriter(archive.CreateEntry("word/document.xml").Open()))
        {
            writer.Write(text);
        }

        return stream.ToArray();
    }

    private sealed class ScanningApp(RealClamd clamd) : NotifyApp
    {
        protected override IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?> { ["Notify:Files:ScannerAddress"] = clamd.Address };
    }
}
