using System.Globalization;
using System.Text;
using Notify.Core.Notifications;
using Notify.Providers.Http;

namespace Notify.Providers.Sms.HttpGateway;

/// <summary>Sends texts through a carrier whose interface a file describes.</summary>
public sealed class HttpGatewaySmsProvider : ISmsProvider, IDisposable
{
    private readonly GatewayTemplates _templates;
    private readonly Func<string> _receiptUrl;
    private readonly HttpLine _line;

    /// <param name="secret">A secret's value by its name.</param>
    /// <param name="receiptUrl">The address that the carrier may be told to report to.</param>
    /// <exception cref="FormatException">A template of the file is wrong; the message says which and why.</exception>
    public HttpGatewaySmsProvider(GatewayDefinition definition, Func<string, string> secret, Func<string> receiptUrl)
    {
        ArgumentNullException.ThrowIfNull(definition);
        Definition = definition;
        _templates = new GatewayTemplates(definition, secret);
        _receiptUrl = receiptUrl;
        _line = new HttpLine(definition.Connections);
    }

    /// <summary>What the file says.</summary>
    public GatewayDefinition Definition { get; }

    /// <inheritdoc/>
    public string Name => Definition.Name;

    /// <inheritdoc/>
    public bool AcceptedIsDelivered => Definition.AcceptedIsDelivered;

    /// <inheritdoc/>
    public bool ReportsDelivery => Definition.Receipts is not null;

    /// <inheritdoc/>
    public ProviderTimeout? Timeout => new($"'timeout' in the file of gateway {Name}", Definition.Timeout);

    /// <summary>Whether it carries texts to other countries.</summary>
    public bool CarriesInternational => Definition.CarriesInternational;

    /// <inheritdoc/>
    public TimeSpan Validity(bool isUrgent) => isUrgent ? Definition.UrgentValidity : Definition.Validity;

    /// <inheritdoc/>
    public async Task<SendOutcome> SendAsync(OutboundSms sms, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(sms);
        HttpRequestMessage request;
        MarkedContent body;
        try
        {
            var rendered = _templates.Render(sms, _receiptUrl());
            request = new HttpRequestMessage(new HttpMethod(Definition.Method), rendered.Url);

            // Without a body, too: it is what is asked last.
            body = rendered.Body is { } text
                ? new MarkedContent(Encoding.UTF8.GetBytes(text), Definition.ContentType, sms.MayStillGo)
                : new MarkedContent(default, contentType: null, sms.MayStillGo);
            request.Content = body;
            foreach (var (name, value) in rendered.Headers)
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }
        }
        catch (FormatException e)
        {
            return new SendOutcome.Refused($"the gateway's file makes no request of this text: {e.Message}", NotificationStatus.TechnicalFailure);
        }

        using (request)
        {
            return await HttpExchange.SendAsync(_line, request, body, sms.IsUrgent, Definition.Timeout, Read, cancellationToken);
        }
    }

    public void Dispose() => _line.Dispose();

    internal SendOutcome Read(HttpResponseMessage response, string text)
    {
        var status = (int)response.StatusCode;
        var answer = new GatewayMessage(text, name => Header(response, name));
        if (Definition.Answers.FirstOrDefault(rule => rule.Fits(status, answer)) is not { } rule)
        {
            // Never accepted. A server's error says nothing about the message; any other may have taken it.
            var words = $"HTTP {status}: an answer that the gateway's file does not know";
            SendOutcome outcome = status switch
            {
                429 or 503 => new SendOutcome.Unavailable(words, ProviderFault.Busy) { RetryAfter = RetryAfter(response) },
                401 or 403 => new SendOutcome.Unavailable(words, ProviderFault.Misconfigured),
                >= 300 and < 400 => new SendOutcome.Unavailable(words, ProviderFault.Misconfigured),
                _ => new SendOutcome.Doubtful(words),
            };
            var code = ProviderCode.Http(status);
            return outcome with { Code = code with { IsKnown = false, Family = status is 401 or 403 or (>= 300 and < 400) ? code.Value : null } };
        }

        var reason = rule.Reason?.Find(answer) is { Length: > 0 } said ? $"HTTP {status}: {said}" : $"HTTP {status}";
        SendOutcome meant = rule.Then switch
        {
            AnswerMeaning.Accepted when rule.Reference is null => new SendOutcome.Accepted(""),
            AnswerMeaning.Accepted => rule.Reference.Find(answer) is { Length: > 0 } reference
                ? new SendOutcome.Accepted(reference) { ReceiptsNameOnlyReference = Definition.Receipts is { Id: null } }
                : new SendOutcome.Doubtful($"HTTP {status}: an accepting answer without its reference"),
            AnswerMeaning.Refused => new SendOutcome.Refused(reason, rule.Failure!.Value) { Kind = rule.Kind },
            AnswerMeaning.Busy => new SendOutcome.Unavailable(reason, ProviderFault.Busy) { RetryAfter = RetryAfter(response) },
            AnswerMeaning.Unavailable => new SendOutcome.Unavailable(reason) { RetryAfter = RetryAfter(response) },
            AnswerMeaning.Misconfigured => new SendOutcome.Unavailable(reason, ProviderFault.Misconfigured),
            _ => new SendOutcome.Doubtful(reason),
        };
        return meant is SendOutcome.Accepted ? meant : meant with { Code = CodeOf(rule, status, answer) };
    }

    /// <summary>The value by which the file told the answer; a rule for all others may have met a code that the file does not know.</summary>
    private static ProviderCode CodeOf(AnswerRule rule, int status, GatewayMessage answer) =>
        rule.Where.FirstOrDefault(condition => condition.Is.Count > 0) is { } told ? new ProviderCode(Short(told.Select.Find(answer)!), IsKnown: true)
        : ProviderCode.Unknown(rule.Reason?.Find(answer)) ?? ProviderCode.Http(status);

    private static string Short(string value) => value.Length <= ProviderCode.MaxLength ? value : value[..ProviderCode.MaxLength];

    /// <summary>In seconds only: a date would be judged by two clocks. At most an hour.</summary>
    private static TimeSpan? RetryAfter(HttpResponseMessage response) =>
        Header(response, "Retry-After") is { } text && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? TimeSpan.FromSeconds(Math.Min(seconds, 3600))
            : null;

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) || response.Content.Headers.TryGetValues(name, out values) ? values.FirstOrDefault() : null;
}
