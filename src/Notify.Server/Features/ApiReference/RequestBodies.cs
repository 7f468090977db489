using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Notify.Server.Features.ApiReference;

// The bodies of requests as the API's description shows them. Requests themselves are read member by member, since all faults
// are told at once and in the contract's words; tests hold the two against each other.

/// <summary>What both kinds of sends have.</summary>
internal abstract record SendBody
{
    [JsonPropertyName("template_id"), Description("UUID of a template of the service, of the kind that is sent.")]
    public string? TemplateId { get; init; }

    [JsonPropertyName("template_name"), Description("The template's stable name, the same in every environment, in place of its id.")]
    public string? TemplateName { get; init; }

    [JsonPropertyName("template_version"), Description("Pins a version, so that an edit of the template changes nothing. Without it: the newest.")]
    public int? TemplateVersion { get; init; }

    [Description("Language tag of the variant to send, one of the nation's languages.")]
    public string? Language { get; init; }

    [Description("Values of the template's placeholders by name: texts, numbers, booleans, lists of texts or, in e-mails, files (an object with a member `file`).")]
    public Dictionary<string, JsonElement>? Personalisation { get; init; }

    [Description("Your own reference, at most 1,000 characters; notifications can be found by it.")]
    public string? Reference { get; init; }

    [JsonPropertyName("scheduled_for"), Description("When to send, at most 24 hours ahead: ISO 8601, UTC unless it names an offset.")]
    public string? ScheduledFor { get; init; }
}

[RequestBody]
[Description("An e-mail to send. Either `template_id` or `template_name` is needed.")]
internal sealed record SendEmailBody : SendBody
{
    [JsonPropertyName("email_address"), Description("The recipient. Stored trimmed, otherwise as sent.")]
    public required string EmailAddress { get; init; }

    [JsonPropertyName("email_reply_to_id"), Description("UUID of one of the service's reply-to addresses; without it the default.")]
    public string? EmailReplyToId { get; init; }

    [JsonPropertyName("one_click_unsubscribe_url"), Description("Your https address that unsubscribes the recipient on a POST (RFC 8058).")]
    public string? OneClickUnsubscribeUrl { get; init; }

    [JsonPropertyName("sanitise_content_for"), Description("Names of placeholders whose values come from strangers: links and markup in them are made harmless.")]
    public IReadOnlyList<string>? SanitiseContentFor { get; init; }
}

[RequestBody]
[Description("A text message to send. Either `template_id` or `template_name` is needed.")]
internal sealed record SendSmsBody : SendBody
{
    [JsonPropertyName("phone_number"), Description("The recipient, in national or international spelling.")]
    public required string PhoneNumber { get; init; }

    [JsonPropertyName("sms_sender_id"), Description("UUID of one of the service's text senders; without it the default.")]
    public string? SmsSenderId { get; init; }
}

[RequestBody]
[Description("A message to many. Either `template_id` or `template_name` is needed, and one of `rows`, `csv` and `recipients`.")]
internal sealed record BulkBody
{
    [Description("Your name for it, at most 255 characters.")]
    public required string Name { get; init; }

    [JsonPropertyName("template_id"), Description("UUID of a template of the service.")]
    public string? TemplateId { get; init; }

    [JsonPropertyName("template_name"), Description("The template's stable name, in place of its id.")]
    public string? TemplateName { get; init; }

    [JsonPropertyName("template_version"), Description("Pins a version. Without it: the newest.")]
    public int? TemplateVersion { get; init; }

    [Description("Language tag, one of the nation's languages.")]
    public string? Language { get; init; }

    [Description("Arrays of texts, numbers, booleans and nulls: the headings first, then one a recipient.")]
    public IReadOnlyList<IReadOnlyList<JsonElement>>? Rows { get; init; }

    [Description("Comma-separated values, the headings first.")]
    public string? Csv { get; init; }

    [Description("One object a recipient.")]
    public IReadOnlyList<BulkRecipient>? Recipients { get; init; }

    [JsonPropertyName("scheduled_for"), Description("When to start, at most 7 days ahead: ISO 8601, UTC unless it names an offset.")]
    public string? ScheduledFor { get; init; }

    [JsonPropertyName("email_reply_to_id"), Description("UUID of one of the service's reply-to addresses; without it the default.")]
    public string? EmailReplyToId { get; init; }

    [JsonPropertyName("sms_sender_id"), Description("UUID of one of the service's text senders; without it the default.")]
    public string? SmsSenderId { get; init; }

    [JsonPropertyName("reply_to_id"), Description("Either of these, by one name.")]
    public string? ReplyToId { get; init; }

    [Description("Your own reference, at most 1,000 characters, of all messages that have none of their own.")]
    public string? Reference { get; init; }

    [JsonPropertyName("only_good_rows"), Description("Send the rows that are in order and leave out the others, instead of refusing all.")]
    public bool? OnlyGoodRows { get; init; }
}

[RequestBody]
[Description("A recipient of a message to many: with `email_address` or `phone_number`, as the template is.")]
internal sealed record BulkRecipient
{
    [JsonPropertyName("email_address")]
    public string? EmailAddress { get; init; }

    [JsonPropertyName("phone_number")]
    public string? PhoneNumber { get; init; }

    [Description("Values of the template's placeholders by name.")]
    public Dictionary<string, JsonElement>? Personalisation { get; init; }

    [Description("Your own reference, at most 1,000 characters.")]
    public string? Reference { get; init; }
}

[RequestBody]
[Description("A letter: from a template, or as a PDF in `content`.")]
internal sealed record LetterBody
{
    [JsonPropertyName("template_id")]
    public string? TemplateId { get; init; }

    public Dictionary<string, JsonElement>? Personalisation { get; init; }

    public string? Reference { get; init; }

    [Description("Base64 of a PDF.")]
    public string? Content { get; init; }

    [Description("`first`, `second` or `economy`.")]
    public string? Postage { get; init; }
}

[RequestBody(IgnoresOthers = true)]
[Description("Values to fill a template with.")]
internal sealed record PreviewBody
{
    [Description("Values of the template's placeholders by name.")]
    public Dictionary<string, JsonElement>? Personalisation { get; init; }
}

[RequestBody]
[Description("A new template.")]
internal sealed record CreateTemplateBody
{
    [Description("The stable name: lower-case letters, digits and single hyphens, at most 100 characters.")]
    public required string Name { get; init; }

    [Description("What people see in lists.")]
    public required string Title { get; init; }

    [Description("`email` or `sms`.")]
    public required string Type { get; init; }

    [Description("Of e-mails, with placeholders.")]
    public string? Subject { get; init; }

    [Description("With placeholders and markup.")]
    public required string Body { get; init; }

    [Description("`priority`, `normal` or `bulk`: what waits behind what. What a key of priority `bulk` sends waits in `bulk` all the same.")]
    public string? Lane { get; init; }

    [JsonPropertyName("has_unsubscribe_link"), Description("Whether mails carry an unsubscribe link of the platform's.")]
    public bool? HasUnsubscribeLink { get; init; }
}

[RequestBody]
[Description("What is to be different in the next version; what is left out stays.")]
internal sealed record ChangeTemplateBody
{
    public string? Title { get; init; }

    public string? Subject { get; init; }

    public string? Body { get; init; }

    public string? Lane { get; init; }

    [JsonPropertyName("has_unsubscribe_link")]
    public bool? HasUnsubscribeLink { get; init; }

    [Description("The version that was edited: a conflict is told when it is no longer the newest.")]
    public int? Version { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(SendEmailBody))]
[JsonSerializable(typeof(SendSmsBody))]
[JsonSerializable(typeof(BulkBody))]
[JsonSerializable(typeof(BulkRecipient))]
[JsonSerializable(typeof(LetterBody))]
[JsonSerializable(typeof(PreviewBody))]
[JsonSerializable(typeof(CreateTemplateBody))]
[JsonSerializable(typeof(ChangeTemplateBody))]
[JsonSerializable(typeof(SetCallbackBody))]
[JsonSerializable(typeof(ReplayCallbacksBody))]
[JsonSerializable(typeof(AddSuppressionBody))]
internal sealed partial class RequestBodiesJson : JsonSerializerContext;
