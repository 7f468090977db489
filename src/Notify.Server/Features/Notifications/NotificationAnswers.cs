using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Notify.Server.Features.Shared;

namespace Notify.Server.Features.Notifications;

/// <summary>The 201 of an e-mail. Every member is always written, null or not.</summary>
internal sealed record SendEmailAnswer(
    EmailContent Content,
    Guid Id,
    string? Reference,
    IReadOnlyDictionary<string, SanitisedContent> SanitisedContent,
    string? ScheduledFor,
    TemplateReference Template,
    string Uri);

internal sealed record EmailContent(string Body, string FromEmail, string? OneClickUnsubscribeUrl, string Subject);

internal sealed record SanitisedContent(string Unsanitised, string Sanitised);

/// <summary>The 201 of a text message.</summary>
internal sealed record SendSmsAnswer(SmsContent Content, Guid Id, string? Reference, string? ScheduledFor, TemplateReference Template, string Uri);

internal sealed record SmsContent(string Body, string FromNumber);

internal sealed record TemplateReference(Guid Id, string Uri, int Version);

/// <summary>One notification as the API shows it.</summary>
internal sealed record NotificationAnswer
{
    public required string Body { get; init; }

    public string? CompletedAt { get; init; }

    public required IReadOnlyDictionary<string, object?> CostDetails { get; init; }

    /// <summary>In the nation's currency; the name is the contract's.</summary>
    public double? CostInPounds { get; init; }

    public required string CreatedAt { get; init; }

    /// <summary>The person who sent it by hand; null for the API.</summary>
    public string? CreatedByName { get; init; }

    public string? EmailAddress { get; init; }

    /// <summary>Of letters; all others lack the member.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? EstimatedDelivery { get; init; }

    /// <summary>Only there when asked for: the body of an e-mail as HTML, JSON's null for texts and letters.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonElement? Html { get; init; }

    public required Guid Id { get; init; }

    public required bool IsCostDataReady { get; init; }

    [JsonPropertyName("line_1")]
    public string? Line1 { get; init; }

    [JsonPropertyName("line_2")]
    public string? Line2 { get; init; }

    [JsonPropertyName("line_3")]
    public string? Line3 { get; init; }

    [JsonPropertyName("line_4")]
    public string? Line4 { get; init; }

    [JsonPropertyName("line_5")]
    public string? Line5 { get; init; }

    [JsonPropertyName("line_6")]
    public string? Line6 { get; init; }

    public string? OneClickUnsubscribeUrl { get; init; }

    public string? PhoneNumber { get; init; }

    public string? Postage { get; init; }

    public string? Postcode { get; init; }

    public string? Reference { get; init; }

    public string? ScheduledFor { get; init; }

    public string? SentAt { get; init; }

    public required string Status { get; init; }

    /// <summary>Only there when asked for: the provider's last words, JSON's null when there are none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonElement? StatusReason { get; init; }

    public string? Subject { get; init; }

    public required TemplateReference Template { get; init; }

    public required string Type { get; init; }
}

/// <summary>A page of notifications, newest first.</summary>
internal sealed record NotificationsAnswer(PageLinks Links, IReadOnlyList<NotificationAnswer> Notifications);

/// <summary>The time line of a notification, oldest first.</summary>
internal sealed record NotificationEventsAnswer(IReadOnlyList<NotificationEventAnswer> Events, Guid NotificationId);

/// <param name="Kind"><c>status</c> for the plain course; <c>try-failed</c>, <c>failed</c>, <c>receipt</c> beyond it.</param>
/// <param name="ProviderTime">When it happened by the provider's own clock; null when it did not say.</param>
/// <param name="Reason">The provider's own code and words.</param>
/// <param name="RepeatedAt">When the same receipt came again last; null when it never did.</param>
/// <param name="Repeats">How often it came again.</param>
/// <param name="Status">The status it led to; null when it led to none.</param>
internal sealed record NotificationEventAnswer(
    string At, string Kind, string? Provider, string? ProviderTime, string? Reason, string? RepeatedAt, int Repeats, string? Status);

/// <summary>Times as the contract writes them: UTC, always six digits of a second.</summary>
internal static class WireTime
{
    public static string Of(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture);

    public static string? OrNull(DateTimeOffset? time) => time is { } known ? Of(known) : null;
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(SendEmailAnswer))]
[JsonSerializable(typeof(SendSmsAnswer))]
[JsonSerializable(typeof(NotificationAnswer))]
[JsonSerializable(typeof(NotificationsAnswer))]
[JsonSerializable(typeof(NotificationEventsAnswer))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(int))]
[JsonSerializable(typeof(double))]
internal sealed partial class NotificationsJson : JsonSerializerContext;
