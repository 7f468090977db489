using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Notify.Data.Files;

namespace Notify.IntegrationTests.Files;

public sealed partial class DownloadTests(FilesApp app) : IClassFixture<FilesApp>
{
    [Fact]
    public async Task Link_leads_to_a_page_and_the_page_to_the_file()
    {
        var service = await app.SenderAsync();
        var link = await app.LinkAsync(service, "Dear Amala", "letter.txt");
        using var browser = app.Browser();

        using var page = await browser.GetAsync(link);
        var html = WebUtility.HtmlDecode(await page.Content.ReadAsStringAsync());

        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Contains("Download your file", html, StringComparison.Ordinal);
        Assert.Contains(service.Name, html, StringComparison.Ordinal);
        Assert.Contains("letter.txt", html, StringComparison.Ordinal);
        Assert.Contains("https://www.example.gov/contact", html, StringComparison.Ordinal);
        Assert.DoesNotContain("Dear Amala", html, StringComparison.Ordinal);
        Assert.Contains(FilesApp.DownloadOf(link), html, StringComparison.Ordinal);

        using var file = await browser.GetAsync(FilesApp.DownloadOf(link));

        Assert.Equal("Dear Amala", await file.Content.ReadAsStringAsync());
        Assert.Equal("text/plain", file.Content.Headers.ContentType?.ToString());
        Assert.Equal("attachment; filename=letter.txt; filename*=UTF-8''letter.txt", file.Content.Headers.ContentDisposition?.ToString());
        foreach (var answer in new[] { page, file })
        {
            Assert.Equal("no-referrer", Header(answer, "Referrer-Policy"));
            Assert.Equal("noindex, nofollow", Header(answer, "X-Robots-Tag"));
            Assert.Equal("nosniff", Header(answer, "X-Content-Type-Options"));
            Assert.Contains("no-store", Header(answer, "Cache-Control"), StringComparison.Ordinal);
            Assert.Contains("default-src 'none'", Header(answer, "Content-Security-Policy"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Head_answers_as_get_without_a_body()
    {
        var link = await app.LinkAsync(await app.SenderAsync());
        using var browser = app.Browser();

        foreach (var address in new[] { link.PathAndQuery, FilesApp.DownloadOf(link) })
        {
            using var request = new HttpRequestMessage(HttpMethod.Head, address);
            using var answer = await browser.SendAsync(request);

            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Empty(await answer.Content.ReadAsByteArrayAsync());
        }
    }

    [Theory]
    [InlineData("Zeugnis für Müller.pdf", "Zeugnis f_r M_ller.pdf", "UTF-8''Zeugnis%20f%C3%BCr%20M%C3%BCller.pdf")]
    [InlineData("a\r\nSet-Cookie: b=c.pdf", "a__Set-Cookie_ b=c.pdf", "UTF-8''a__Set-Cookie_%20b%3Dc.pdf")]
    [InlineData("\";filename=x.exe;.pdf", "_;filename=x.exe;.pdf", "UTF-8''_%3Bfilename%3Dx.exe%3B.pdf")]
    public async Task File_name_comes_whole_and_harmless(string name, string plain, string encoded)
    {
        var link = await app.LinkAsync(await app.SenderAsync(), filename: name);
        using var browser = app.Browser();

        using var file = await browser.GetAsync(FilesApp.DownloadOf(link));

        Assert.Equal($"attachment; filename=\"{plain}\"; filename*={encoded}", Header(file, "Content-Disposition"));
        Assert.False(file.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task Unknown_expired_and_wrongly_keyed_links_get_the_same_page()
    {
        var service = await app.SenderAsync();
        var (good, expired) = (await app.LinkAsync(service), await app.LinkAsync(service));
        await ExpireAsync(expired);
        using var browser = app.Browser();
        var pages = new List<string>();
        foreach (var address in new[]
        {
            expired.PathAndQuery,
            good.AbsolutePath + expired.Query,
            good.AbsolutePath,
            good.AbsolutePath + "?key=x",
            good.AbsolutePath[..^4] + "AAAA" + good.Query,
            good.AbsolutePath[..^1] + good.Query,
        })
        {
            using var page = await browser.GetAsync(address);
            Assert.Equal(HttpStatusCode.NotFound, page.StatusCode);
            pages.Add(await page.Content.ReadAsStringAsync());

            using var file = await browser.GetAsync(FilesApp.DownloadOf(new Uri(new Uri(app.BaseUrl), address)));
            Assert.Contains(file.StatusCode, new[] { HttpStatusCode.Redirect, HttpStatusCode.NotFound });
        }

        Assert.Single(pages.Distinct());
        Assert.Contains("no longer available", pages[0], StringComparison.Ordinal);
        Assert.Contains("https://www.example.gov/contact", pages[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/d/x/y?key=z")]
    [InlineData("/d/AAAAAAAAAAAAAAAAAAAAAA/AAAAAAAAAAAAAAAAAAAAAA?key=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("/d/JnhaCasWTrCEB6N0l6V1Bg/JnhaCasWTrCEB6N0l6V1Bg?key=%00")]
    [InlineData("/d/%FF/%2e%2e?key=a&key=b")]
    [InlineData("/d/JnhaCasWTrCEB6N0l6V1Bg/JnhaCasWTrCEB6N0l6V1Bg/download?key=x%0d%0aSet-Cookie:a=b")]
    public async Task Nonsense_is_no_more_than_not_there(string address)
    {
        using var browser = app.Browser();

        using var answer = await browser.GetAsync(address);

        Assert.Contains(answer.StatusCode, new[] { HttpStatusCode.NotFound, HttpStatusCode.Redirect });
        Assert.False(answer.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task File_that_asks_for_the_address_comes_only_after_the_right_one()
    {
        var service = await app.SenderAsync();
        var link = await app.LinkAsync(service, confirm: true);
        using var browser = app.Browser();

        using (var early = await browser.GetAsync(FilesApp.DownloadOf(link)))
        {
            Assert.Equal(HttpStatusCode.Redirect, early.StatusCode);
            Assert.Equal(link.PathAndQuery, early.Headers.Location?.OriginalString);
        }

        var asking = await PostAsync(browser, link, "");
        Assert.Equal(HttpStatusCode.BadRequest, asking.Status);
        Assert.Contains("Enter your email address", asking.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("letter.txt", asking.Html, StringComparison.Ordinal);
        Assert.Contains("correct format", (await PostAsync(browser, link, "amala")).Html, StringComparison.Ordinal);
        Assert.Contains("was not sent to this email address", (await PostAsync(browser, link, "eve@example.com")).Html, StringComparison.Ordinal);

        var right = await PostAsync(browser, link, " amala@EXAMPLE.com ");
        Assert.Equal(HttpStatusCode.Redirect, right.Status);
        using var page = await browser.GetAsync(link);
        Assert.Contains("letter.txt", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var file = await browser.GetAsync(FilesApp.DownloadOf(link));
        Assert.Equal("Dear Amala", await file.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Proof_for_one_file_opens_no_other_and_cannot_be_made_up()
    {
        var service = await app.SenderAsync();
        var (first, second) = (await app.LinkAsync(service, confirm: true), await app.LinkAsync(service, confirm: true));
        using var browser = app.Browser();
        var right = await PostAsync(browser, first, FilesApp.Recipient);
        var proof = right.Cookie!.Split(';')[0];
        Assert.Contains($"path={first.AbsolutePath}", right.Cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("httponly", right.Cookie, StringComparison.OrdinalIgnoreCase);

        foreach (var cookie in new[] { proof, "notify_file=x", "notify_file=", proof[..^2] })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, FilesApp.DownloadOf(second));
            request.Headers.Add("Cookie", cookie);
            using var answer = await app.Browser().SendAsync(request);

            Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        }
    }

    [Fact]
    public async Task Address_can_be_guessed_ten_times()
    {
        var link = await app.LinkAsync(await app.SenderAsync(), confirm: true);
        using var browser = app.Browser();
        for (var i = 0; i < FileGuesses.Most; i++)
        {
            Assert.Equal(HttpStatusCode.BadRequest, (await PostAsync(browser, link, $"guess{i}@example.com")).Status);
        }

        var locked = await PostAsync(browser, link, FilesApp.Recipient);

        Assert.Equal(HttpStatusCode.TooManyRequests, locked.Status);
        Assert.Contains("too many email addresses", locked.Html, StringComparison.Ordinal);
        using var file = await browser.GetAsync(FilesApp.DownloadOf(link));
        Assert.Equal(HttpStatusCode.Redirect, file.StatusCode);
    }

    [Fact]
    public async Task Form_from_elsewhere_is_not_taken()
    {
        var link = await app.LinkAsync(await app.SenderAsync(), confirm: true);
        using var browser = app.Browser();
        using var form = new FormUrlEncodedContent([new("EmailAddress", FilesApp.Recipient)]);

        using var answer = await browser.PostAsync(link, form);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.False(answer.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task File_fetched_without_a_name_is_named_after_its_type_and_arrives_byte_for_byte()
    {
        var bytes = new byte[200_000];
        new Random(5).NextBytes(bytes);
        "%PDF-1.7\n"u8.CopyTo(bytes);
        var result = await app.Files.HandleAsync(
            await app.SenderAsync(),
            FilesApp.Values(new { file = Convert.ToBase64String(bytes), confirm_email_before_download = false }),
            FilesApp.Recipient,
            isSimulated: false,
            CancellationToken.None);
        Assert.True(result.TryGet(out var linked, out _));
        var link = new Uri(LinkIn().Match(Encoding.UTF8.GetString(linked.ToJson())).Value);
        using var browser = app.Browser();

        using var file = await browser.GetAsync(FilesApp.DownloadOf(link));

        Assert.Equal(bytes, await file.Content.ReadAsByteArrayAsync());
        Assert.Equal("application/pdf", file.Content.Headers.ContentType?.ToString());
        Assert.Equal("document.pdf", file.Content.Headers.ContentDisposition?.FileNameStar);
    }

    private static async Task<(HttpStatusCode Status, string Html, string? Cookie)> PostAsync(HttpClient browser, Uri link, string address)
    {
        var token = Token().Match(await browser.GetStringAsync(link)).Groups[1].Value;
        using var form = new FormUrlEncodedContent([new("EmailAddress", address), new("__RequestVerificationToken", token)]);
        using var answer = await browser.PostAsync(link, form);
        var cookie = answer.Headers.TryGetValues("Set-Cookie", out var cookies) ? cookies.FirstOrDefault(one => one.StartsWith("notify_file", StringComparison.Ordinal)) : null;
        return (answer.StatusCode, WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync()), cookie);
    }

    private async Task ExpireAsync(Uri link)
    {
        Assert.True(Core.Files.FileLink.TryReadId(link.Segments[^1], out var id));
        await using var expire = app.DataSource.CreateCommand("update files set expires_at = now() where id = $1");
        expire.Parameters.Add(new() { Value = id });
        await expire.ExecuteNonQueryAsync();
    }

    private static string Header(HttpResponseMessage answer, string name) =>
        string.Join(", ", answer.Headers.TryGetValues(name, out var values) || answer.Content.Headers.TryGetValues(name, out values) ? values : []);

    [GeneratedRegex("name=\"__RequestVerificationToken\" type=\"hidden\" value=\"([^\"]+)\"")]
    private static partial Regex Token();

    [GeneratedRegex("http[^\"]+")]
    private static partial Regex LinkIn();
}
