using System.Globalization;
using Microsoft.Extensions.Options;
using Notify.Core.ReceivedTexts;
using Notify.Data.Receipts;
using Notify.Providers.Sms.Twilio;
using Notify.Server.Hosting;

namespace Notify.Server.Receipts;

/// <summary>What Twilio calls: status callbacks with our id in the path, and texts from people.</summary>
internal static class TwilioEndpoints
{
    /// <summary>Far more than Twilio sends.</summary>
    private const int MaxBody = 64 * 1024;

    public static string CallbackPath(Guid notificationId) => $"/receipts/{TwilioSmsProvider.ProviderName}/{notificationId}";

    public static void MapTwilio(this IEndpointRouteBuilder app)
    {
        app.MapPost("/receipts/twilio/{id:guid}", StatusAsync);
        app.MapPost("/receipts/twilio/inbound", InboundAsync);
    }

    private static async Task<IResult> StatusAsync(Guid id, HttpContext context, TwilioGate gate, ReceiptIntake intake)
    {
        var (form, refusal) = await gate.ReadAsync(context, MaxBody);
        if (form is null)
        {
            return refusal!;
        }

        if (Value(form, "MessageSid") is not { Length: > 0 } sid || Value(form, "MessageStatus") is not { Length: > 0 } status)
        {
            return Results.StatusCode(StatusCodes.Status400BadRequest);
        }

        int? code = int.TryParse(Value(form, "ErrorCode"), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
        var verdict = await intake.TakeAsync(TwilioReceipts.Of(id, sid, status, code), context.RequestAborted);
        return verdict == ReceiptVerdict.Busy ? ProviderRequest.Busy(context) : Results.NoContent();
    }

    private static async Task<IResult> InboundAsync(HttpContext context, TwilioGate gate, InboundTexts texts)
    {
        var (form, refusal) = await gate.ReadAsync(context, MaxBody);
        if (form is null)
        {
            return refusal!;
        }

        if (Value(form, "MessageSid") is not { Length: > 0 } sid || Value(form, "From") is not { } from || Value(form, "To") is not { } to)
        {
            return Results.StatusCode(StatusCodes.Status400BadRequest);
        }

        await texts.TakeAsync(
            new InboundText
            {
                Provider = TwilioSmsProvider.ProviderName,
                ProviderReference = sid,
                From = from,
                To = to,
                Content = Value(form, "Body") ?? "",
                OptOut = Value(form, "OptOutType") switch
                {
                    "STOP" => OptOutWord.Stop,
                    "START" => OptOutWord.Start,
                    "HELP" => OptOutWord.Help,
                    _ => null,
                },
            },
            context.RequestAborted);

        // TwiML that says nothing: no reply goes out.
        return Results.Text("<Response/>", "text/xml");
    }

    private static string? Value(IReadOnlyList<KeyValuePair<string, string>> form, string name) =>
        form.Where(field => field.Key == name).Select(field => field.Value).FirstOrDefault();
}

/// <summary>Lets in what Twilio signed.</summary>
internal sealed partial class TwilioGate(IOptions<TwilioOptions> options, PublicUrl url, ReceiptMetrics metrics, ILogger<TwilioGate> logger)
{
    private readonly Lazy<IReadOnlyList<string>> _tokens = new(options.Value.AuthTokens);

    /// <returns>The form's fields, or how to answer what is not believed or not understood.</returns>
    public async Task<(IReadOnlyList<KeyValuePair<string, string>>? Form, IResult? Refusal)> ReadAsync(HttpContext context, int limit)
    {
        if (!options.Value.IsSetUp || (_tokens.Value.Count == 0 && options.Value.WebhookKeys.Count == 0))
        {
            return (null, Results.StatusCode(StatusCodes.Status404NotFound));
        }

        if (await ProviderRequest.ReadAsync(context, limit) is not { } request)
        {
            metrics.Refused(TwilioSmsProvider.ProviderName, "size");
            return (null, Results.StatusCode(StatusCodes.Status413PayloadTooLarge));
        }

        // A JSON body is covered by its hash in the address; nothing that we read is sent so.
        var isForm = context.Request.HasFormContentType;
        var form = isForm ? ProviderRequest.Form(request.Text) : [];
        if (form is null || !IsTwilios(request, form))
        {
            metrics.Refused(TwilioSmsProvider.ProviderName, "signature");
            NotBelieved();
            return (null, Results.StatusCode(StatusCodes.Status403Forbidden));
        }

        return isForm ? (form, null) : (null, Results.StatusCode(StatusCodes.Status415UnsupportedMediaType));
    }

    private bool IsTwilios(ProviderRequest request, IReadOnlyList<KeyValuePair<string, string>> form)
    {
        var headers = request.Context.Request.Headers;
        var (secrets, sha256) = (_tokens.Value, false);
        if (headers["X-Twilio-Webhooks-Signature-Settings"].ToString() is { Length: > 0 } settings)
        {
            var parts = settings.Split(',', StringSplitOptions.TrimEntries).Select(part => part.Split('=', 2))
                .Where(part => part.Length == 2).DistinctBy(part => part[0]).ToDictionary(part => part[0], part => part[1]);
            if (parts.GetValueOrDefault("algorithm") != TwilioSignature.Sha256
                || !options.Value.WebhookKeys.TryGetValue(parts.GetValueOrDefault("key", ""), out var secret))
            {
                return false;
            }

            (secrets, sha256) = ([secret], true);
        }

        // What stands after # tells Twilio how to call; whether it is signed along is not said anywhere, so both are accepted.
        var (called, signature) = (request.Url(url), headers["X-Twilio-Signature"].ToString());
        return TwilioSignature.IsValid(secrets, signature, called, form, request.Body, sha256)
            || TwilioSignature.IsValid(secrets, signature, called + TwilioSmsProvider.CallbackOverrides, form, request.Body, sha256);
    }

    [LoggerMessage(3020, LogLevel.Warning, "A request to Twilio's address was not signed by Twilio")]
    private partial void NotBelieved();
}
