using System.ComponentModel.DataAnnotations;
using Notify.Core;

namespace Notify.Providers.Sms.Twilio;

/// <summary>Section <c>Notify:Twilio</c>. Each secret may be given as a file instead, by the setting that ends in <c>File</c>.</summary>
public sealed class TwilioOptions
{
    public const string Section = "Notify:Twilio";

    /// <summary>Begins with <c>AC</c>. Empty: Twilio is not set up.</summary>
    [RegularExpression("AC[0-9a-fA-F]{32}", ErrorMessage = "Notify:Twilio:AccountSid is AC and 32 hexadecimal digits")]
    public string AccountSid { get; init; } = "";

    /// <summary>An API key (<c>SK…</c>) to log in with; empty: the account and its auth token.</summary>
    public string ApiKey { get; init; } = "";

    /// <summary>Secret of <see cref="ApiKey"/>.</summary>
    public string ApiSecret { get; init; } = "";

    public string ApiSecretFile { get; init; } = "";

    /// <summary>The account's auth token: proves that callbacks are Twilio's, and logs in where there is no <see cref="ApiKey"/>.</summary>
    public string AuthToken { get; init; } = "";

    public string AuthTokenFile { get; init; } = "";

    /// <summary>A second token that callbacks may be signed with, while one is being exchanged for the other.</summary>
    public string OtherAuthToken { get; init; } = "";

    public string OtherAuthTokenFile { get; init; } = "";

    /// <summary>Shared keys of Webhooks Rules by the name in <c>X-Twilio-Webhooks-Signature-Settings</c>, for callbacks signed with HMAC-SHA256.</summary>
    public IDictionary<string, string> WebhookKeys { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>A messaging service (<c>MG…</c>) that chooses the number; empty: <see cref="From"/>.</summary>
    public string MessagingServiceSid { get; init; } = "";

    /// <summary>Number or name that all texts come from; empty: each notification's own sender.</summary>
    public string From { get; init; } = "";

    /// <summary>Where the API answers: a regional edge, or a test's stand-in. Without a slash at the end.</summary>
    [RegularExpression(".+[^/]", ErrorMessage = "Notify:Twilio:BaseUrl does not end in a slash")]
    [SecureBase(ErrorMessage = "Notify:Twilio:BaseUrl begins with https:// (http:// only on this machine): our credentials and people's numbers go there")]
    public string BaseUrl { get; init; } = "https://api.twilio.com";

    /// <summary>Connections at once.</summary>
    [Range(1, 512)]
    public int Connections { get; init; } = 64;

    /// <summary>For one request, connecting included. Less than the deadline of a claim.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:00:20")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long Twilio tries to deliver a text of the priority lane: a sign-in code that comes later does harm.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "04:00:00")]
    public TimeSpan PriorityValidity { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The same for all other texts.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "10:00:00")]
    public TimeSpan Validity { get; init; } = TimeSpan.FromHours(4);

    /// <summary>Whether an account is named.</summary>
    public bool IsSetUp => AccountSid.Length > 0;

    /// <summary>Tokens that callbacks may be signed with.</summary>
    public IReadOnlyList<string> AuthTokens() =>
        [.. new[] { SecretFile.Read(AuthToken, AuthTokenFile), SecretFile.Read(OtherAuthToken, OtherAuthTokenFile) }.Where(token => token.Length > 0)];

    /// <returns>User name and password of the API.</returns>
    public (string User, string Password) Credentials() =>
        ApiKey.Length > 0 ? (ApiKey, SecretFile.Read(ApiSecret, ApiSecretFile)) : (AccountSid, SecretFile.Read(AuthToken, AuthTokenFile));
}
