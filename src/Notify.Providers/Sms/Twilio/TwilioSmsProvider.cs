using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Notify.Core.Notifications;
using Notify.Core.Receipts;
using Notify.Providers.Http;

namespace Notify.Providers.Sms.Twilio;

/// <summary>Sends texts through Twilio's Messages resource, API 2010-04-01.</summary>
public sealed class TwilioSmsProvider : ISmsProvider, IDisposable
{
    /// <summary>Name in the settings and on time lines.</summary>
    public const string ProviderName = "twilio";

    /// <summary>Asks Twilio to call back again where it cannot connect or gets no answer (it does not by itself): five tries, for all failures,
    /// 3 s to connect, 5 s to be answered. Source: Twilio, "Webhooks connection overrides".</summary>
    public const string CallbackOverrides = "#rc=5&rp=all&ct=3000&rt=5000";

    private readonly TwilioOptions _options;
    private readonly Func<Guid, string> _callbackUrl;
    private readonly HttpLine _line;
    private readonly Uri _messages;
    private readonly AuthenticationHeaderValue _authorization;
    private readonly bool _hasPassword;

    /// <param name="callbackUrl">The address that Twilio reports to about a notification, without a fragment.</param>
    public TwilioSmsProvider(IOptions<TwilioOptions> options, Func<Guid, string> callbackUrl)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options.Value;
        _callbackUrl = callbackUrl;
        _line = new HttpLine(_options.Connections);
        _messages = new Uri($"{_options.BaseUrl}/2010-04-01/Accounts/{_options.AccountSid}/Messages");
        var (user, password) = _options.Credentials();
        _hasPassword = password.Length > 0;
        _authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")));
    }

    /// <inheritdoc/>
    public string Name => ProviderName;

    /// <inheritdoc/>
    public bool AcceptedIsDelivered => false;

    /// <inheritdoc/>
    public ProviderTimeout? Timeout => new($"{TwilioOptions.Section}:{nameof(TwilioOptions.Timeout)}", _options.Timeout);

    /// <inheritdoc/>
    public string? MissingSetting =>
        !_options.IsSetUp ? $"{TwilioOptions.Section}:{nameof(TwilioOptions.AccountSid)}"
        : _hasPassword ? null
        : $"{TwilioOptions.Section}:{(_options.ApiKey.Length > 0 ? nameof(TwilioOptions.ApiSecretFile) : nameof(TwilioOptions.AuthTokenFile))}";

    /// <inheritdoc/>
    public TimeSpan Validity(bool isUrgent) => isUrgent ? _options.PriorityValidity : _options.Validity;

    /// <inheritdoc/>
    public async Task<SendOutcome> SendAsync(OutboundSms sms, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(sms);
        var body = new MarkedContent(Form(sms), "application/x-www-form-urlencoded", sms.MayStillGo);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"{_messages}.json")) { Content = body };
        request.Headers.Authorization = _authorization;
        return await HttpExchange.SendAsync(_line, request, body, sms.IsUrgent, _options.Timeout, Read, cancellationToken);
    }

    /// <summary>Asks what became of a message whose callbacks may have been lost.</summary>
    /// <param name="sid">Twilio's id, as stored.</param>
    /// <returns>A receipt with its present state; null when Twilio does not know the message or does not answer.</returns>
    public async Task<DeliveryReceipt?> AskAsync(Guid notificationId, string sid, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"{_messages}/{Uri.EscapeDataString(sid)}.json"));
        request.Headers.Authorization = _authorization;
        DeliveryReceipt? receipt = null;
        await HttpExchange.SendAsync(
            _line,
            request,
            body: null,
            isUrgent: false,
            _options.Timeout,
            (answer, text) =>
            {
                if (answer.StatusCode == HttpStatusCode.OK && Parse(text) is { Status: { } status } message)
                {
                    receipt = TwilioReceipts.Of(notificationId, message.Sid ?? sid, status, message.ErrorCode);
                }

                return new SendOutcome.Accepted(sid);
            },
            cancellationToken);
        return receipt;
    }

    public void Dispose() => _line.Dispose();

    private byte[] Form(OutboundSms sms)
    {
        var form = new StringBuilder();
        Add(form, "To", sms.To);
        if (_options.MessagingServiceSid.Length > 0)
        {
            Add(form, "MessagingServiceSid", _options.MessagingServiceSid);
        }
        else
        {
            Add(form, "From", _options.From.Length > 0 ? _options.From : sms.Sender);
        }

        Add(form, "Body", sms.Text);
        Add(form, "StatusCallback", _callbackUrl(sms.NotificationId) + CallbackOverrides);

        // Replacing characters is the nation's choice, made when the text was rendered.
        Add(form, "SmartEncoded", "false");
        Add(form, "ValidityPeriod", ((int)Math.Clamp(sms.Validity.TotalSeconds, 5, 36_000)).ToString(CultureInfo.InvariantCulture));

        return Encoding.ASCII.GetBytes(form.ToString());
    }

    private static void Add(StringBuilder form, string name, string value) =>
        form.Append(form.Length == 0 ? "" : "&").Append(name).Append('=').Append(Uri.EscapeDataString(value));

    private static SendOutcome Read(HttpResponseMessage response, string text)
    {
        var status = (int)response.StatusCode;
        var answer = Parse(text);
        return status switch
        {
            >= 200 and < 300 when answer?.Sid is { Length: > 0 } sid => new SendOutcome.Accepted(sid),
            >= 200 and < 300 => new SendOutcome.Doubtful($"HTTP {status}, and an answer without an id"),
            < 400 => new SendOutcome.Unavailable($"HTTP {status}: Twilio's API does not answer here", ProviderFault.Misconfigured) { Code = ProviderCode.Http(status) },
            _ => TwilioErrors.Refusal(status, answer?.Code ?? 0, answer?.Message),
        };
    }

    private static TwilioAnswer? Parse(string text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, TwilioJson.Default.TwilioAnswer);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
