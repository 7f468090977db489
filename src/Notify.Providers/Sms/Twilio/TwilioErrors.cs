using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Notify.Core.Notifications;
using Notify.Core.Receipts;

namespace Notify.Providers.Sms.Twilio;

/// <summary>What Twilio's error codes mean, from <c>errors.json</c>. Codes get split and added: an unknown one is never an error of ours.</summary>
/// <remarks>Source: https://www.twilio.com/docs/api/errors, and the changelog of 10 July 2024 on tolerating new codes.</remarks>
internal static class TwilioErrors
{
    private static readonly FrozenDictionary<int, TwilioError> Known = Load();

    public static TwilioError? Find(int code) => Known.GetValueOrDefault(code);

    /// <returns>What figures call it; null: Twilio gave no code.</returns>
    public static ProviderCode? Code(int code) => code <= 0
        ? null
        : new ProviderCode(code.ToString(CultureInfo.InvariantCulture), Find(code) is not null) { Mend = Find(code)?.Mend };

    /// <summary>What a refused request means for the message.</summary>
    /// <param name="status">HTTP status, 400 or above.</param>
    /// <param name="code">Twilio's; 0 when it gave none.</param>
    public static SendOutcome Refusal(int status, int code, string? message)
    {
        var error = Find(code);
        var reason = Reason(code == 0 ? $"HTTP {status}" : code.ToString(CultureInfo.InvariantCulture), message ?? error?.Text);
        SendOutcome outcome = (error?.Refusal, status) switch
        {
            ("misconfigured", _) or (null, 401 or 403 or 404) => new SendOutcome.Unavailable(reason, ProviderFault.Misconfigured),
            ("busy", _) or (_, 429) => new SendOutcome.Unavailable(reason, ProviderFault.Busy),
            ({ } word, < 500) => new SendOutcome.Refused(reason, NotificationStatusNames.Parse(word)) { Kind = error!.Kind },

            // Nobody knows whether it was taken before Twilio stumbled.
            (_, >= 500) => new SendOutcome.Doubtful(reason),
            (_, 408) => new SendOutcome.Unavailable(reason),
            _ => new SendOutcome.Refused(reason, NotificationStatus.TechnicalFailure),
        };
        return outcome with { Code = Code(code) ?? ProviderCode.Http(status) };
    }

    public static string Reason(string code, string? words) => string.IsNullOrWhiteSpace(words) ? code : $"{code} {words}";

    private static FrozenDictionary<int, TwilioError> Load()
    {
        using var stream = typeof(TwilioErrors).Assembly.GetManifestResourceStream("Notify.Providers.Sms.Twilio.errors.json")!;
        return JsonSerializer.Deserialize(stream, TwilioJson.Default.DictionaryStringTwilioError)!
            .ToFrozenDictionary(pair => int.Parse(pair.Key, CultureInfo.InvariantCulture), pair => pair.Value);
    }
}

/// <param name="Text">Twilio's meaning in few words.</param>
/// <param name="Refusal">What a request refused with it leads to: a status of ours, <c>busy</c> or <c>misconfigured</c>; null: by the HTTP status.</param>
/// <param name="Receipt">Status of a message that failed with it; null: a temporary failure.</param>
/// <param name="Hard">The number does not work.</param>
/// <param name="OptedOut">The recipient said STOP.</param>
/// <param name="Mend">What the operator has to do; null: nothing.</param>
internal sealed record TwilioError(string Text, string? Refusal, string? Receipt, bool Hard, bool OptedOut, string? Mend)
{
    public ReceiptKind Kind => OptedOut ? ReceiptKind.OptedOut : Hard ? ReceiptKind.HardBounce : ReceiptKind.Status;
}

/// <summary>Twilio's answer to a new message, or its error.</summary>
internal sealed record TwilioAnswer(string? Sid, [property: JsonConverter(typeof(LenientText))] string? Status, int? Code, string? Message, [property: JsonPropertyName("error_code")] int? ErrorCode);

/// <summary>A message's status is a word; an error's is a number of the same name.</summary>
internal sealed class LenientText : JsonConverter<string?>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            return reader.GetString();
        }

        reader.Skip();
        return null;
    }

    public override void Write(Utf8JsonWriter writer, string? value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Dictionary<string, TwilioError>))]
[JsonSerializable(typeof(TwilioAnswer))]
internal sealed partial class TwilioJson : JsonSerializerContext;
