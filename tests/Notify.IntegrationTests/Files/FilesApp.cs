using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Notify.Core.Services;
using Notify.Core.Templates;
using Notify.Data.Services;
using Notify.Server.Features.Files;
using Notify.TestKit.Scanning;
using Notify.TestKit.Server;

namespace Notify.IntegrationTests.Files;

/// <summary>A server with a scanner, and ways to send it files and to fetch them as a browser would.</summary>
public class FilesApp : NotifyApp
{
    public const string Recipient = "Amala@Example.com";

    public ClamdListener Clamd { get; } = new();

    protected override IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>
    {
        ["Notify:Files:ScannerAddress"] = Clamd.Address,
        ["Notify:Files:ScannerTimeout"] = "00:00:02",
    };

    public FilesByEmail Files => Services.GetRequiredService<FilesByEmail>();

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        Clamd.Dispose();
    }

    /// <summary>A service that may send files.</summary>
    public async Task<Service> SenderAsync(string? contactLink = "https://www.example.gov/contact")
    {
        var service = (await ServiceAsync()).Service with { ContactLink = contactLink };
        await Services.GetRequiredService<ServiceStore>().UpdateAsync(service, CancellationToken.None);
        return service;
    }

    /// <summary>Sends one file and returns its link.</summary>
    public async Task<Uri> LinkAsync(Service service, string content = "Dear Amala", string? filename = "letter.txt", bool confirm = false, string? retention = null)
    {
        var result = await Files.HandleAsync(
            service,
            Values(new { file = Base64(content), filename, confirm_email_before_download = confirm, retention_period = retention }),
            Recipient,
            isSimulated: false,
            CancellationToken.None);
        Assert.True(result.TryGet(out var linked, out var refusal), refusal?.Message);
        return new Uri(JsonSerializer.Deserialize<Dictionary<string, string>>(linked.ToJson())!["file"]);
    }

    public static string Base64(string content) => Convert.ToBase64String(Encoding.UTF8.GetBytes(content));

    public static Personalisation Values(object file) => Personalisation.FromJson(JsonSerializer.SerializeToElement(new { file }));

    /// <summary>Keeps cookies and follows no redirects.</summary>
    public HttpClient Browser()
    {
        var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(BaseUrl) };
        browser.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("text/html"));
        return browser;
    }

    /// <summary>The address of the file behind a page.</summary>
    public static string DownloadOf(Uri link)
    {
        ArgumentNullException.ThrowIfNull(link);
        return $"{link.AbsolutePath}/download{link.Query}";
    }
}
