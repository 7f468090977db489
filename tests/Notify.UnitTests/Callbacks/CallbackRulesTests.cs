using System.Text;
using FsCheck.Xunit;
using Notify.Core.Callbacks;

namespace Notify.UnitTests.Callbacks;

public sealed class CallbackRulesTests
{
    [Theory]
    [InlineData(200)]
    [InlineData(204)]
    [InlineData(299)]
    public void Success_is_delivered(int status) => Assert.IsType<CallbackVerdict.Delivered>(CallbackSchedule.Judge(status, 0, null, 0.5));

    [Theory]
    [InlineData(301, false)]
    [InlineData(307, false)]
    [InlineData(400, false)]
    [InlineData(401, false)]
    [InlineData(404, false)]
    [InlineData(410, true)]
    [InlineData(422, false)]
    public void Answer_that_says_the_request_is_wrong_is_final(int status, bool isGone) =>
        Assert.Equal(new CallbackVerdict.GivenUp(isGone), CallbackSchedule.Judge(status, 0, null, 0.5));

    [Theory]
    [InlineData(null)]
    [InlineData(408)]
    [InlineData(425)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(599)]
    public void Receiver_that_may_come_back_is_tried_again_within_five_minutes_at_first(int? status)
    {
        var retry = Assert.IsType<CallbackVerdict.Retry>(CallbackSchedule.Judge(status, 0, null, 0.5));

        Assert.InRange(retry.After, TimeSpan.FromSeconds(20), TimeSpan.FromMinutes(5));
    }

    [Property]
    public bool Gaps_grow_and_together_last_a_day(double jitter)
    {
        var spread = double.IsFinite(jitter) ? Math.Abs(jitter % 1) : 0;
        var gaps = Enumerable.Range(0, CallbackSchedule.Tries - 1)
            .Select(tries => ((CallbackVerdict.Retry)CallbackSchedule.Judge(500, tries, null, spread)).After)
            .ToList();
        return gaps.SequenceEqual(gaps.Order())
            && gaps.Aggregate((a, b) => a + b) is var all && all > TimeSpan.FromHours(18) && all < TimeSpan.FromHours(30)
            && CallbackSchedule.Judge(500, CallbackSchedule.Tries - 1, null, spread) is CallbackVerdict.GivenUp;
    }

    [Property]
    public bool All_tries_fit_into_the_time_that_messages_are_kept_for_them(double jitter, int asked)
    {
        var spread = double.IsFinite(jitter) ? Math.Abs(jitter % 1) : 0;
        return Enumerable.Range(0, CallbackSchedule.Tries - 1)
            .Select(tries => ((CallbackVerdict.Retry)CallbackSchedule.Judge(503, tries, TimeSpan.FromSeconds(asked), spread)).After)
            .Aggregate((a, b) => a + b) <= CallbackSchedule.Longest;
    }

    [Theory]
    [InlineData(1, 30)]
    [InlineData(600, 600)]
    [InlineData(999_999, 3600)]
    [InlineData(-5, 30)]
    public void Retry_after_is_followed_within_bounds(int asked, int seconds) =>
        Assert.Equal(new CallbackVerdict.Retry(TimeSpan.FromSeconds(seconds)), CallbackSchedule.Judge(429, 0, TimeSpan.FromSeconds(asked), 0.5));

    [Fact]
    public void Signature_is_what_the_documentation_says()
    {
        // printf '1700000000.{"a":1}' | openssl dgst -sha256 -hmac secret
        var header = CallbackSignature.Of(["secret"], DateTimeOffset.FromUnixTimeSeconds(1_700_000_000), Encoding.UTF8.GetBytes("""{"a":1}"""));

        Assert.Equal("t=1700000000,v1=49f24e537407743fa4a0242bb63b94b9a47ee99cbbe071ccd8a22550ae411686", header);
    }

    [Theory]
    [InlineData(null, "Cannot be empty")]
    [InlineData(" ", "Cannot be empty")]
    [InlineData("http://example.com/told", "Must be a valid https URL")]
    [InlineData("https://203.0.113.5/told", "Must be a valid https URL")]
    [InlineData("https://[2001:db8::1]/told", "Must be a valid https URL")]
    [InlineData("https://localhost/told", "Must be a valid https URL")]
    [InlineData("https://2130706433/told", "Must be a valid https URL")]
    [InlineData("https://example.com\\@10.0.0.1/", "Must be a valid https URL")]
    [InlineData("https://exa mple.com/", "Must be a valid https URL")]
    [InlineData("ftp://example.com/", "Must be a valid https URL")]
    [InlineData("example.com/told", "Must be a valid https URL")]
    [InlineData("https://example.com/told", null)]
    [InlineData("https://user@example.com:8443/told?x=1", null)]
    [InlineData("https://bücher.example/told", null)]
    public void Url_is_judged_in_the_words_of_the_original(string? url, string? message) => Assert.Equal(message, CallbackUrl.WhyRefused(url, allowHttp: false, allowInternal: false));

    [Theory]
    [InlineData("http://127.0.0.1:5000/told", true)]
    [InlineData("http://receiver/told", true)]
    [InlineData("https://10.20.1.5/told", false)]
    [InlineData("https://receiver/told", false)]
    public void Operator_may_allow_names_and_addresses_of_a_network_and_http_there(string url, bool allowHttp) =>
        Assert.Null(CallbackUrl.WhyRefused(url, allowHttp, allowInternal: true));

    [Theory]
    [InlineData("", "Cannot be empty")]
    [InlineData("123456789", "Must be at least 10 characters")]
    [InlineData("with a space", "Must be letters, digits and signs of ASCII, without spaces")]
    [InlineData("1234567890", null)]
    public void Token_is_judged(string token, string? message) => Assert.Equal(message, CallbackUrl.WhyTokenRefused(token));
}
