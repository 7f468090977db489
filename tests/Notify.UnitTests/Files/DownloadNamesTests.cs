using Notify.Core;
using Notify.Core.Files;
using Notify.Data.Files;
using Notify.Server.Features.Files;

namespace Notify.UnitTests.Files;

public sealed class DownloadNamesTests
{
    [Theory]
    [InlineData("report.pdf", "report.pdf")]
    [InlineData("Führungszeugnis für Amala.pdf", "Führungszeugnis für Amala.pdf")]
    [InlineData("a\r\nSet-Cookie: x.pdf", "a__Set-Cookie_ x.pdf")]
    [InlineData("../../etc/passwd.pdf", "_.._etc_passwd.pdf")]
    [InlineData("C:\\x.pdf", "C__x.pdf")]
    [InlineData("invoice\u202Efdp.exe.pdf", "invoice_fdp.exe.pdf")]
    [InlineData("\"quoted\".pdf", "_quoted_.pdf")]
    [InlineData(".pdf", "document.pdf")]
    [InlineData("", "document.pdf")]
    [InlineData(" ..", "document.pdf")]
    public void File_is_saved_under_a_name_that_every_system_takes(string given, string expected) =>
        Assert.Equal(expected, At(given, "application/pdf", 1).FileName);

    [Theory]
    [InlineData("application/pdf", 1, "PDF, 1 byte")]
    [InlineData("application/pdf", 999, "PDF, 999 bytes")]
    [InlineData("image/jpeg", 1000, "JPEG image, 1 KB")]
    [InlineData("text/plain", 12_345, "Text file, 12 KB")]
    [InlineData("text/csv", 1_260_000, "CSV file, 1.3 MB")]
    public void File_is_described(string mediaType, int size, string expected) => Assert.Equal(expected, At("", mediaType, size).Description);

    [Theory]
    [InlineData("image/jpeg", "document.jpg")]
    [InlineData("application/msword", "document.doc")]
    [InlineData("application/rtf", "document.rtf")]
    public void File_without_a_name_gets_the_ending_of_its_type(string mediaType, string expected) => Assert.Equal(expected, At("", mediaType, 1).FileName);

    [Theory]
    [InlineData("https://www.example.gov/contact?a=b", "https://www.example.gov/contact?a=b")]
    [InlineData("help@example.gov", "mailto:help@example.gov")]
    [InlineData("+44 (0)20 7946 0018", "tel:+442079460018")]
    [InlineData("020 7946-0018", "tel:02079460018")]
    [InlineData("javascript:alert(1)", null)]
    [InlineData("data:text/html,x", null)]
    [InlineData("Ask at the desk", null)]
    public void Contact_becomes_a_link_where_it_can(string contact, string? address) =>
        Assert.Equal(new ContactLink(address, contact), ContactLink.From(contact));

    private static FileAtHand At(string name, string mediaType, int size) => new(
        new StoredFile { Id = Ids.NewRandom(), ServiceId = Ids.NewRandom(), Name = [], MediaType = mediaType, Size = size, ExpiresAt = default }, FileKey.New(), name);
}
