using System.Security.Cryptography;
using System.Text;
using FsCheck.Xunit;
using Notify.Providers.Sms.Twilio;

namespace Notify.UnitTests.Sms;

public sealed class TwilioSignatureTests
{
    private static readonly KeyValuePair<string, string>[] Call =
    [
        new("CallSid", "CA1234567890ABCDE"),
        new("Caller", "+12349013030"),
        new("Digits", "1234"),
        new("From", "+12349013030"),
        new("To", "+18005551212"),
    ];

    /// <summary>The vector of Twilio's own documentation.</summary>
    [Fact]
    public void Published_example_is_signed_alike() =>
        Assert.Equal("0/KCTR6DLpKmkAf8muzZqo1nDgQ=", TwilioSignature.Sign("12345", "https://mycompany.com/myapp.php?foo=1&bar=2", Call));

    [Theory]
    [InlineData("https://mycompany.com:443/a?b=1", "https://mycompany.com/a?b=1")]
    [InlineData("https://mycompany.com/a?b=1", "https://mycompany.com:443/a?b=1")]
    [InlineData("http://mycompany.com/a", "http://mycompany.com:80/a")]
    [InlineData("https://user@[2001:db8::1]/a", "https://user@[2001:db8::1]:443/a")]
    [InlineData("https://mycompany.com:8443/a", "https://mycompany.com:8443/a")]
    public void Standard_port_may_be_signed_or_not(string urlSigned, string called) =>
        Assert.True(TwilioSignature.IsValid(["12345"], TwilioSignature.Sign("12345", urlSigned, Call), called, Call, []));

    [Fact]
    public void Either_of_two_tokens_is_enough_and_no_token_is_not()
    {
        var signature = TwilioSignature.Sign("old", "https://a.example/", Call);

        Assert.True(TwilioSignature.IsValid(["new", "old"], signature, "https://a.example/", Call, []));
        Assert.False(TwilioSignature.IsValid(["new"], signature, "https://a.example/", Call, []));
        Assert.False(TwilioSignature.IsValid([], signature, "https://a.example/", Call, []));
        Assert.False(TwilioSignature.IsValid(["old"], "", "https://a.example/", Call, []));
    }

    [Fact]
    public void Json_body_must_be_the_one_that_the_address_promises()
    {
        var body = """{"a":1}"""u8.ToArray();
        var url = $"https://a.example/?bodySHA256={Convert.ToHexStringLower(SHA256.HashData(body))}";
        var signature = TwilioSignature.Sign("token", url, []);

        Assert.True(TwilioSignature.IsValid(["token"], signature, url, [], body));
        Assert.False(TwilioSignature.IsValid(["token"], signature, url, [], """{"a":2}"""u8));
    }

    [Property]
    public bool Order_and_repeats_of_fields_do_not_matter_and_any_change_does(KeyValuePair<string, string>[] fields, string path)
    {
        KeyValuePair<string, string>[] known = [.. fields.Where(field => field.Key is not null).Select(field => KeyValuePair.Create(field.Key, field.Value ?? ""))];
        var url = $"https://a.example/{Convert.ToHexString(Encoding.UTF8.GetBytes(path ?? ""))}";
        var signature = TwilioSignature.Sign("token", url, known);
        return TwilioSignature.IsValid(["token"], signature, url, [.. known.Reverse(), .. known], [])
            && !TwilioSignature.IsValid(["token"], signature, url + "x", known, [])
            && !TwilioSignature.IsValid(["token"], signature, url, [.. known, new("one more", "field")], []);
    }
}
