using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Notify.Core.Errors;
using Notify.Core.Services;
using Notify.Core.Templates;
using Notify.Server.Features.Files;
using Notify.TestKit.Scanning;
using Notify.TestKit.Server;

namespace Notify.IntegrationTests.Files;

public sealed class FilesByEmailTests(FilesApp app) : IClassFixture<FilesApp>
{
    [Fact]
    public async Task File_becomes_a_link_and_lies_sealed_in_the_database()
    {
        var service = await app.SenderAsync();

        var link = await app.LinkAsync(service, "Dear Amala, secret", "geheim.txt", confirm: true);

        Assert.Matches("^/d/[A-Za-z0-9_-]{22}/[A-Za-z0-9_-]{22}\\?key=[A-Za-z0-9_-]{43}$", link.PathAndQuery);
        Assert.Equal(app.BaseUrl, link.GetLeftPart(UriPartial.Authority));
        await using var rows = app.DataSource.CreateCommand("select row_to_json(f)::text, name, content from files f where service_id = $1");
        rows.Parameters.Add(new() { Value = service.Id });
        await using var reader = await rows.ExecuteReaderAsync();
        await reader.ReadAsync();
        var row = reader.GetString(0) + Encoding.Latin1.GetString((byte[])reader[1]) + Encoding.Latin1.GetString((byte[])reader[2]);
        Assert.DoesNotContain("secret", row, StringComparison.Ordinal);
        Assert.DoesNotContain("geheim", row, StringComparison.Ordinal);
        Assert.DoesNotContain("amala", row, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(link.Query[5..], row, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, 26 * 7)]
    [InlineData("1 week", 7)]
    [InlineData("78 weeks", 78 * 7)]
    public async Task File_is_kept_for_the_weeks_asked_for(string? retention, int days)
    {
        var service = await app.SenderAsync();

        await app.LinkAsync(service, retention: retention);

        await using var expiry = app.DataSource.CreateCommand("select extract(epoch from expires_at - created_at)::int / 86400 from files where service_id = $1");
        expiry.Parameters.Add(new() { Value = service.Id });
        Assert.Equal(days, await expiry.ExecuteScalarAsync());
    }

    [Fact]
    public async Task Personalisation_without_a_file_comes_back_as_it_is_whatever_the_service()
    {
        var personalisation = Personalisation.FromText([new("name", "Amala")]);

        Assert.Same(personalisation, Value(await app.Files.HandleAsync(await app.SenderAsync(contactLink: null), personalisation, "a@b.example", false, CancellationToken.None)));
    }

    [Fact]
    public async Task Faulty_object_comes_before_the_missing_contact_which_comes_before_the_rest()
    {
        var service = await app.SenderAsync(contactLink: null);

        Assert.Equal("file 1 is not of type string", (await RefusalAsync(service, """{"a": {"file": "x"}, "b": {"file": 1}, "c": {"file": 2}}""")).Message);
        var refusal = await RefusalAsync(service, """{"a": {"file": "x"}}""");
        Assert.Equal((400, "BadRequestError"), (refusal.StatusCode, refusal.Error));
        Assert.Equal(
            $"Send files by email has not been set up - add contact details for your service at {app.BaseUrl}/services/{service.Id}/service-settings/send-files-by-email",
            refusal.Message);
    }

    [Fact]
    public async Task Simulated_recipient_gets_a_fixed_link_and_nothing_is_scanned_or_stored()
    {
        var service = await app.SenderAsync();
        var before = app.Clamd.Received.Count;

        var linked = Value(await app.Files.HandleAsync(service, Values("""{"a": {"file": ""}, "b": {"file": "%%%"}}"""), "x@y.example", isSimulated: true, CancellationToken.None));

        var link = $"{app.BaseUrl}/services/{service.Id}/documents/test-document";
        Assert.Equal($$"""{"a":"{{link}}","b":"{{link}}"}""", Encoding.UTF8.GetString(linked.ToJson()));
        Assert.Equal(0L, await CountAsync(service));
        Assert.Equal(before, app.Clamd.Received.Count);
    }

    [Theory]
    [InlineData("""{"file": "a"}""", "Document is not base64 encoded")]
    [InlineData("""{"file": ""}""", "Document must not be empty")]
    [InlineData("""{"file": "TVqQAAM="}""", "Unsupported file type 'application/x-dosexec'. Supported types are: '.csv', '.doc', '.docx', '.jpeg', '.jpg', '.json', '.odt', '.pdf', '.png', '.rtf', '.txt', '.xlsx'")]
    [InlineData("""{"file": "TVqQAAM=", "filename": "a.exe"}""", "Unsupported file type '.exe'. Supported types are: '.csv', '.doc', '.docx', '.jpeg', '.jpg', '.json', '.odt', '.pdf', '.png', '.rtf', '.txt', '.xlsx'")]
    public async Task File_that_is_refused_leaves_nothing_behind_and_takes_the_others_with_it(string file, string message)
    {
        var service = await app.SenderAsync();

        var refusal = await RefusalAsync(service, $$"""{"good": {"file": "YQ=="}, "bad": {{file}} }""");

        Assert.Equal((400, "BadRequestError", message), (refusal.StatusCode, refusal.Error, refusal.Message));
        Assert.Equal(0L, await CountAsync(service));
    }

    [Fact]
    public async Task Infected_file_is_refused_before_its_type_is_looked_at()
    {
        var service = await app.SenderAsync();

        var refusal = await RefusalAsync(service, $$"""{"a": {"file": "{{FilesApp.Base64("MZ" + ClamdListener.Virus)}}"} }""");

        Assert.Equal((400, "BadRequestError", "File did not pass the virus scan"), (refusal.StatusCode, refusal.Error, refusal.Message));
    }

    [Fact]
    public async Task Scanner_that_answers_nonsense_lets_nothing_through()
    {
        var service = await app.SenderAsync();
        app.Clamd.Answer = "stream: Can't allocate memory ERROR\0";
        try
        {
            Assert.Equal(503, (await RefusalAsync(service, """{"a": {"file": "YQ=="} }""")).StatusCode);
            Assert.Equal(0L, await CountAsync(service));
        }
        finally
        {
            app.Clamd.Answer = null;
        }
    }

    [Fact]
    public void Texts_can_tell_whether_there_is_a_file()
    {
        Assert.True(Values("""{"a": {"file": null}}""").HasFiles);
        Assert.False(Values("""{"a": {"potato": 1}}""").HasFiles);
    }

    private async Task<NotifyError> RefusalAsync(Service service, string json)
    {
        var result = await app.Files.HandleAsync(service, Values(json), "amala@example.com", isSimulated: false, CancellationToken.None);
        Assert.False(result.TryGet(out _, out var refusal));
        return refusal;
    }

    private async Task<long> CountAsync(Service service)
    {
        await using var count = app.DataSource.CreateCommand("select count(*) from files where service_id = $1");
        count.Parameters.Add(new() { Value = service.Id });
        return (long)(await count.ExecuteScalarAsync())!;
    }

    private static Personalisation Values(string json) => Personalisation.FromJson(JsonDocument.Parse(json).RootElement);

    private static Personalisation Value(Result<Personalisation> result)
    {
        Assert.True(result.TryGet(out var value, out var refusal), refusal?.Message);
        return value;
    }
}

/// <summary>An installation whose operator did not set a scanner up, and one that knowingly does without; another host for downloads.</summary>
public sealed class UnscannedFilesTests
{
    [Theory]
    [InlineData(false, "Files cannot be sent by email yet: the operator of this installation has not set up virus scanning")]
    [InlineData(true, null)]
    public async Task Without_a_scanner_files_are_refused_unless_the_operator_allows_them(bool allow, string? message)
    {
        var app = new Unscanned(allow);
        await app.InitializeAsync();
        try
        {
            var service = (await app.ServiceAsync()).Service with { ContactLink = "help@example.gov" };

            var result = await app.Services.GetRequiredService<FilesByEmail>().HandleAsync(
                service, FilesApp.Values(new { file = "YQ==" }), "a@b.example", isSimulated: false, CancellationToken.None);

            Assert.Equal("https://notify.example", app.BaseUrl);
            result.TryGet(out var linked, out var refusal);
            Assert.Equal(message, refusal?.Message);
            Assert.Equal(allow, linked is not null && Encoding.UTF8.GetString(linked.ToJson()).Contains("\"https://files.example/d/", StringComparison.Ordinal));
        }
        finally
        {
            await app.DisposeAsync();
        }
    }

    private sealed class Unscanned(bool allow) : NotifyApp
    {
        protected override IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>
        {
            ["Notify:Files:AllowUnscanned"] = $"{allow}",
            ["Notify:PublicUrl"] = "https://notify.example/",
            ["Notify:Files:DownloadUrl"] = "https://files.example/",
        };
    }
}
