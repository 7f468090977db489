using System.Text;
using MimeKit;
using Notify.Providers.Email;
using Notify.TestKit.Email;

namespace Notify.UnitTests.Email;

public sealed class MimeMessagesTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Message_has_a_plain_and_an_html_part_in_this_order()
    {
        using var message = MimeMessages.Build(Email(), Noon);

        var alternatives = Assert.IsType<MultipartAlternative>(message.Body);
        Assert.Equal(["text/plain", "text/html"], alternatives.Select(part => part.ContentType.MimeType));
        Assert.Equal("Grüße", message.TextBody);
        Assert.Equal("<p>Grüße</p>", message.HtmlBody);
    }

    [Fact]
    public void Message_id_is_made_from_the_notification_so_that_a_double_can_be_told()
    {
        var email = Email();
        using var first = MimeMessages.Build(email, Noon);
        using var second = MimeMessages.Build(email, Noon.AddHours(1));

        Assert.Equal($"{email.NotificationId:N}@example.gov", first.MessageId);
        Assert.Equal(first.MessageId, second.MessageId);
    }

    [Fact]
    public void Line_breaks_in_names_and_subjects_start_no_header()
    {
        var bytes = MimeMessages.Bytes(Build(Email() with { Subject = "Hello\r\nBcc: eve@example.com", FromName = "Team\nX-Evil: 1" }));

        var headers = Encoding.UTF8.GetString(bytes).Split("\r\n\r\n")[0];
        Assert.DoesNotContain("\nBcc:", headers, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("\nX-Evil:", headers, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Wire_form_has_ascii_headers_and_crlf()
    {
        var bytes = MimeMessages.Bytes(Build(Email()));

        Assert.True(System.Text.Ascii.IsValid(Encoding.UTF8.GetString(bytes).Split("\r\n\r\n")[0]));
        Assert.DoesNotContain("\n", Encoding.ASCII.GetString(bytes).Replace("\r\n", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Hello", ContentEncoding.SevenBit)]
    [InlineData("Grüße", ContentEncoding.EightBit)]
    [InlineData("Grüße\0", ContentEncoding.Base64)]
    public void Text_is_encoded_only_as_far_as_it_must_be(string text, ContentEncoding encoding) =>
        Assert.Equal(encoding, Build(Email() with { PlainText = text }).BodyParts.OfType<TextPart>().First().ContentTransferEncoding);

    [Fact]
    public void Line_longer_than_mail_allows_is_broken_by_an_encoding() =>
        Assert.NotEqual(
            ContentEncoding.EightBit, Build(Email() with { PlainText = string.Concat(Enumerable.Repeat("für ", 250)) }).BodyParts.OfType<TextPart>().First().ContentTransferEncoding);

    private static MimeMessage Build(OutboundEmail email) => MimeMessages.Build(email, Noon);

    private static OutboundEmail Email() => OutboundEmails.Example() with
    {
        Subject = "Ihr Termin – morgen",
        PlainText = "Grüße",
        Html = "<p>Grüße</p>",
        Language = "de",
    };
}
