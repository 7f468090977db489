using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Notify.Core;
using Notify.Providers.Sms.Twilio;

namespace Notify.TestKit.Carriers;

/// <summary>Twilio's Messages API as far as texts need it: checks what it is given as the real one does, answers in its form, and calls back
/// with its signature.</summary>
public sealed class TwilioStandIn : IAsyncDisposable
{
    public const string AccountSid = "AC0123456789abcdef0123456789abcdef";
    public const string ApiKey = "SKtest";
    public const string ApiSecret = "secret of the key";
    public const string AuthToken = "12345";

    /// <summary>A number that the API refuses as not valid.</summary>
    public const string InvalidNumber = "+447700900666";

    /// <summary>A number that is too much for it just now.</summary>
    public const string BusyNumber = "+447700900429";

    private static readonly string[] Fields = ["To", "Body", "From", "MessagingServiceSid", "StatusCallback", "SmartEncoded", "ValidityPeriod"];

    private readonly ConcurrentDictionary<string, Message> _messages = new(StringComparer.Ordinal);
    private readonly HttpClient _http = new();

    public CarrierListener Listener { get; } = new();

    public IReadOnlyCollection<Message> Messages => [.. _messages.Values];

    public Task StartAsync()
    {
        Listener.Answer = Handle;
        return Listener.StartAsync();
    }

    /// <summary>What a message's status is from now on, for those who ask.</summary>
    public void End(string sid, string status, int? errorCode = null) => _messages[sid] = _messages[sid] with { Status = status, ErrorCode = errorCode };

    /// <summary>Reports to the address that the message was given, signed.</summary>
    public async Task<HttpResponseMessage> CallBackAsync(Message message, string status, int? errorCode = null)
    {
        ArgumentNullException.ThrowIfNull(message);
        var fields = new List<KeyValuePair<string, string>>
        {
            new("MessageSid", message.Sid),
            new("SmsSid", message.Sid),
            new("MessageStatus", status),
            new("SmsStatus", status),
            new("AccountSid", AccountSid),
            new("To", message.Form["To"]),
            new("From", "+15005550006"),
            new("ApiVersion", "2010-04-01"),
        };
        if (errorCode is { } code)
        {
            fields.Add(new("ErrorCode", code.ToString(CultureInfo.InvariantCulture)));
        }

        return await PostAsync(message.Form["StatusCallback"].Split('#')[0], fields);
    }

    /// <summary>POSTs a signed form.</summary>
    /// <param name="token">Null for the account's own.</param>
    public async Task<HttpResponseMessage> PostAsync(string url, IReadOnlyCollection<KeyValuePair<string, string>> fields, string? token = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new FormUrlEncodedContent(fields) };
        request.Headers.Add("X-Twilio-Signature", TwilioSignature.Sign(token ?? AuthToken, url, fields));
        return await _http.SendAsync(request);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Listener.DisposeAsync();
    }

    private CarrierAnswer? Handle(CarrierCall call)
    {
        var root = $"/2010-04-01/Accounts/{AccountSid}/Messages";
        if (!AuthenticationHeaderValue.TryParse(call.Headers.GetValueOrDefault("Authorization"), out var given)
            || given.Scheme != "Basic" || Encoding.UTF8.GetString(Convert.FromBase64String(given.Parameter!)) != $"{ApiKey}:{ApiSecret}")
        {
            return Error(401, 20003, "Authenticate");
        }

        if (call.Method == "GET" && call.Target.StartsWith(root + "/", StringComparison.Ordinal) && call.Target.EndsWith(".json", StringComparison.Ordinal))
        {
            return _messages.TryGetValue(call.Target[(root.Length + 1)..^5], out var known)
                ? CarrierAnswer.Json(200, JsonSerializer.Serialize(new { sid = known.Sid, status = known.Status, error_code = known.ErrorCode }))
                : Error(404, 20404, "The requested resource was not found");
        }

        if (call.Method != "POST" || call.Target != root + ".json" || call.Form.Keys.Except(Fields).Any())
        {
            return null;
        }

        if (call.Form.ContainsKey("From") == call.Form.ContainsKey("MessagingServiceSid"))
        {
            return Error(400, 21603, "A 'From' phone number is required.");
        }

        switch (call.Form.GetValueOrDefault("To"))
        {
            case InvalidNumber:
                return Error(400, 21211, "The 'To' number is not a valid phone number.");
            case BusyNumber:
                return Error(429, 20429, "Too Many Requests");
            case not ['+', ..]:
                return Error(400, 21211, "The 'To' number is not a valid phone number.");
            default:
                break;
        }

        var message = new Message($"SM{Ids.NewRandom():N}", call.Form, "queued", null);
        _messages[message.Sid] = message;
        return CarrierAnswer.Json(201, JsonSerializer.Serialize(new { sid = message.Sid, status = "queued", num_segments = "1", error_code = (int?)null }));
    }

    private static CarrierAnswer Error(int status, int code, string message) => CarrierAnswer.Json(
        status, JsonSerializer.Serialize(new { code, message, more_info = $"https://www.twilio.com/docs/errors/{code}", status }));

    /// <param name="Form">Fields of the request.</param>
    public sealed record Message(string Sid, IReadOnlyDictionary<string, string> Form, string Status, int? ErrorCode);
}
