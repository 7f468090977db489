using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Notify.Core;
using Notify.Core.Errors;
using Notify.Core.Services;

namespace Notify.UnitTests.Services;

public sealed class ApiTokenTests
{
    private const string Documentation = "https://docs.example/token";
    private const string ServiceId = "26785a09-ab16-4eb0-8407-a37497a57506";
    private const string Secret = "3d844edf-8d35-48ac-975b-e847b4f122b0";
    private const long IssuedAt = 1700000000;
    private const string Unreadable = $"403 Invalid token: make sure your API token matches the example at {Documentation}";
    private const string KeyNotFound = "403 Invalid token: API key not found";
    private const string WrongClock = "403 Error: Your system clock must be accurate to within 30 seconds";

    private const string Usual = "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJpc3MiOiIyNjc4NWEwOS1hYjE2LTRlYjAtODQwNy1hMzc0OTdhNTc1MDYiLCJpYXQiOjE3MDAwMDAwMDB9.q1v0ZBAPOtT5-Ng39fZDm8ojJu-wrEQD-OrsVHHKnIM";
    private const string WithFloat = "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJpc3MiOiIyNjc4NWEwOS1hYjE2LTRlYjAtODQwNy1hMzc0OTdhNTc1MDYiLCJpYXQiOjE3MDAwMDAwMDAuMH0.tyhj9npbFjVrlzA_FizV267YgLBqBNmd0J7RNVklzUk";
    private const string WithoutIat = "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJpc3MiOiIyNjc4NWEwOS1hYjE2LTRlYjAtODQwNy1hMzc0OTdhNTc1MDYifQ.PeXG1FWrSG0afm_W7JanGNZi4uHuOmLnmA-kl2wRbNk";
    private const string WithoutIss = "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJpYXQiOjE3MDAwMDAwMDB9.PwfJhS00iRi4U3Zm5des5qV0phH4-HrDeXPuznDmUXA";
    private const string WithAudience = "eyJhbGciOiJIUzI1NiJ9.eyJpc3MiOiIyNjc4NWEwOS1hYjE2LTRlYjAtODQwNy1hMzc0OTdhNTc1MDYiLCJpYXQiOjE3MDAwMDAwMDAsImF1ZCI6IngifQ.-kJ6EVQgXaU-9IF-yX2thaNJbyPWm-Eo1M1oGxp9tkk";

    [Theory]
    [InlineData(Usual, 0, "accepted")]
    [InlineData(Usual, 30, "accepted")]
    [InlineData(Usual, -30, "accepted")]
    [InlineData(Usual, 31, WrongClock)]
    [InlineData(Usual, -31, WrongClock)]
    [InlineData(WithFloat, 0, "accepted")]
    [InlineData(WithoutIat, 0, KeyNotFound)]
    [InlineData(WithoutIss, 0, "403 Invalid token: iss field not provided")]
    [InlineData(WithAudience, 0, Unreadable)]
    [InlineData("1234", 0, Unreadable)]
    [InlineData("a.b", 0, Unreadable)]
    [InlineData("a.b.c", 0, Unreadable)]
    [InlineData("..", 0, Unreadable)]
    [InlineData("Bearer x", 0, Unreadable)]
    [InlineData($"my_key-{ServiceId}-{Secret}", 0, Unreadable)]
    public void Token_is_judged_as_the_contract_says(string token, int secondsLater, string expected) =>
        Assert.Equal(expected, Judge($"Bearer {token}", secondsLater));

    [Theory]
    [InlineData(null, "401 Unauthorized: authentication token must be provided")]
    [InlineData("", "401 Unauthorized: authentication token must be provided")]
    [InlineData("Basic abc", "401 Unauthorized: authentication bearer scheme must be used")]
    [InlineData("Bearer ", "401 Unauthorized: authentication bearer scheme must be used")]
    [InlineData($"Bearer:{Usual}", "401 Unauthorized: authentication bearer scheme must be used")]
    [InlineData($"BEARER {Usual}", "accepted")]
    [InlineData($"  bearer {Usual}  ", "accepted")]
    [InlineData($"Bearer  {Usual}", KeyNotFound)]
    public void Header_is_judged_as_the_contract_says(string? header, string expected) => Assert.Equal(expected, Judge(header));

    [Theory]
    [InlineData("none")]
    [InlineData("HS512")]
    [InlineData("hs256")]
    public void Other_algorithms_are_refused_before_the_signature_is_looked_at(string algorithm) =>
        Assert.Equal(
            "403 Invalid token: algorithm used is not HS256",
            Judge("Bearer " + Token($$"""{"alg":"{{algorithm}}"}""", $$"""{"iss":"{{ServiceId}}","iat":{{IssuedAt}}}""")));

    [Theory]
    [InlineData("\"1700000000\"", "accepted")]
    [InlineData("\"yesterday\"", WrongClock)]
    [InlineData("true", WrongClock)]
    [InlineData("null", WrongClock)]
    [InlineData("[1]", WrongClock)]
    [InlineData("1e400", WrongClock)]
    public void Time_of_issue_may_be_written_in_several_ways(string issuedAt, string expected) =>
        Assert.Equal(expected, Judge("Bearer " + Token("""{"alg":"HS256"}""", $$"""{"iss":"{{ServiceId}}","iat":{{issuedAt}}}""")));

    [Theory]
    [InlineData("\"exp\":1699999960", Unreadable)]
    [InlineData("\"exp\":1700000100", "accepted")]
    [InlineData("\"nbf\":1700000100", WrongClock)]
    [InlineData("\"sub\":5", Unreadable)]
    [InlineData("\"jti\":5", Unreadable)]
    [InlineData("\"anything\":5", "accepted")]
    public void Other_registered_claims_are_judged_when_present(string claim, string expected) =>
        Assert.Equal(expected, Judge("Bearer " + Token("""{"alg":"HS256"}""", $$"""{"iss":"{{ServiceId}}","iat":{{IssuedAt}},{{claim}}}""")));

    [Theory]
    [InlineData("\"26785A09AB164EB08407A37497A57506\"", "accepted")]
    [InlineData("\"urn:uuid:26785a09-ab16-4eb0-8407-a37497a57506\"", "accepted")]
    [InlineData("\"x\"", "403 Invalid token: service id is not the right data type")]
    [InlineData("5", "403 Invalid token: service id is not the right data type")]
    public void Issuer_is_an_id_in_any_accepted_spelling(string issuer, string expected) =>
        Assert.Equal(expected, Judge("Bearer " + Token("""{"alg":"HS256"}""", $$"""{"iss":{{issuer}},"iat":{{IssuedAt}}}""")));

    [Fact]
    public void Signature_with_another_secret_is_not_found() =>
        Assert.Equal(KeyNotFound, Judge("Bearer " + Token("""{"alg":"HS256"}""", $$"""{"iss":"{{ServiceId}}","iat":{{IssuedAt}}}""", secret: "another")));

    [Fact]
    public void Revoked_key_with_a_right_clock_is_told_so() =>
        Assert.Equal("403 Invalid token: API key revoked", Judge($"Bearer {Usual}", revoked: true));

    [Fact]
    public void Revoked_key_with_a_wrong_clock_gets_the_clock_message() =>
        Assert.Equal(WrongClock, Judge($"Bearer {Usual}", secondsLater: 100, revoked: true));

    [Fact]
    public void Our_own_token_is_accepted()
    {
        Assert.True(KeyString.TryParse($"my_key-{ServiceId}-{Secret}", out var key));

        Assert.Equal("accepted", Judge($"Bearer {key.Token(DateTimeOffset.FromUnixTimeSeconds(IssuedAt))}"));
    }

    [Fact]
    public void Token_of_a_megabyte_is_unreadable() => Assert.Equal(Unreadable, Judge($"Bearer {new string('a', 1_000_000)}.b.c"));

    [Theory]
    [InlineData("""{"alg":"HS256"}""", """{"iss":"\ud800","iat":1700000000}""", "403 Invalid token: service id is not the right data type")]
    [InlineData("""{"alg":"HS256"}""", """{"\ud800iss":1}""", "403 Invalid token: iss field not provided")]
    [InlineData("""{"\ud800alg":"HS256"}""", """{"iss":"26785a09-ab16-4eb0-8407-a37497a57506","iat":1700000000}""", "403 Invalid token: algorithm used is not HS256")]
    [InlineData("""{"alg":"\ud800"}""", """{"iss":"26785a09-ab16-4eb0-8407-a37497a57506","iat":1700000000}""", "403 Invalid token: algorithm used is not HS256")]
    [InlineData("""{"alg":"HS256"}""", """{"iss":"26785a09-ab16-4eb0-8407-a37497a57506","iat":"\ud800"}""", WrongClock)]
    [InlineData("""{"alg":"HS256"}""", """{"iss":"26785a09-ab16-4eb0-8407-a37497a57506","iat":1700000000,"\ud800":1}""", "accepted")]
    [InlineData("""{"alg":"HS256"}""", """{"iss":"26785a09-ab16-4eb0-8407-a37497a57506","iat":1700000000,"exp":"\ud800"}""", Unreadable)]
    public void Half_a_surrogate_pair_in_a_token_is_a_text_like_any_other(string header, string payload, string expected) =>
        Assert.Equal(expected, Judge("Bearer " + Token(header, payload)));

    [Theory]
    [InlineData("+", KeyNotFound)]
    [InlineData("/", KeyNotFound)]
    [InlineData("!", Unreadable)]
    [InlineData("=xyz", "accepted")]
    public void What_is_added_to_a_signature_counts_as_the_originals_decoder_reads_it(string tail, string expected) =>
        Assert.Equal(expected, Judge($"Bearer {Usual}{tail}"));

    [Fact]
    public void Signature_in_the_other_alphabet_of_base64_is_read() =>
        Assert.Equal("accepted", Judge($"Bearer {Usual[..(Usual.LastIndexOf('.') + 1)]}{Usual[(Usual.LastIndexOf('.') + 1)..].Replace('-', '+').Replace('_', '/')}"));

    private static string Judge(string? header, int secondsLater = 0, bool revoked = false)
    {
        if (!ApiToken.Read(header, Documentation).TryGet(out var token, out var refusal))
        {
            return Words(refusal);
        }

        var now = DateTimeOffset.FromUnixTimeSeconds(IssuedAt + secondsLater);
        var key = new ApiKey(Ids.NewRandom(), token.ServiceId, "my key", KeyType.Normal, Secret, revoked ? now : null);
        return token.Verify([key], now, Documentation).TryGet(out _, out refusal) ? "accepted" : Words(refusal);
    }

    private static string Words(NotifyError refusal) => $"{refusal.StatusCode} {refusal.Message}";

    private static string Token(string header, string payload, string secret = Secret)
    {
        var signed = $"{Encode(header)}.{Encode(payload)}";
        return $"{signed}.{Base64Url.EncodeToString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.ASCII.GetBytes(signed)))}";
    }

    private static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
}
