using Notify.Core.Errors;
using Notify.Server.Features.ApiReference;

namespace Notify.Server.Features.Notifications;

/// <summary>What the API's description says of sending and cancelling.</summary>
internal static class SendDocs
{
    private const string Tag = "Send";

    internal static readonly ApiDocParameter[] Headers =
    [
        new(
            "Idempotency-Key",
            "A text of your choice, 1 to 255 visible ASCII characters, kept for 24 hours: a repeated request with the same key and body gets the same answer, and no second message is sent."),
    ];

    private static readonly ApiDocRefusal[] OfBoth =
    [
        new(400, NotifyError.BadRequest, "Invalid JSON supplied in POST data"),
        new(400, NotifyError.Validation, "template_id is not a valid UUID"),
        new(400, NotifyError.Validation, "Additional properties are not allowed (colour was unexpected)"),
        new(400, NotifyError.BadRequest, "Template not found"),
        new(400, NotifyError.BadRequest, "Template has been deleted"),
        new(400, NotifyError.BadRequest, "Missing personalisation: name, date"),
        new(400, NotifyError.BadRequest, "Your message is empty."),
        new(400, NotifyError.BadRequest, "Can’t send to this recipient using a team-only API key"),
        new(404, "DataError", "No result found"),
        new(409, "ConflictError", "Idempotency-Key was used in the last 24 hours for another request"),
        new(429, "RateLimitError", "Exceeded rate limit for key type LIVE of 3000 requests per 60 seconds"),
        new(429, "TooManyRequestsError", "Exceeded send limits (sms: 250000) for today"),
    ];

    public static ApiDoc Email { get; } = new()
    {
        Tag = Tag,
        Summary = "Send an e-mail",
        Description = "Answered once the message is stored; from then on it is sent whatever happens.",
        Request = typeof(SendEmailBody),
        RequestExamples =
        [
            ("By id", """{"email_address":"amala@example.com","template_id":"9d751e0e-f929-4891-82a1-a3e1c3c18ee3","personalisation":{"name":"Amala","documents":["passport","photo"]},"reference":"case 42"}"""),
            ("By name, later", """{"email_address":"amala@example.com","template_name":"appointment-reminder","template_version":3,"personalisation":{"name":"Amala"},"scheduled_for":"2026-12-01T08:00:00+01:00"}"""),
            ("With a file", """{"email_address":"amala@example.com","template_id":"9d751e0e-f929-4891-82a1-a3e1c3c18ee3","personalisation":{"link_to_file":{"file":"JVBERi0xLjQK","filename":"decision.pdf","confirm_email_before_download":true,"retention_period":"4 weeks"}}}"""),
        ],
        Headers = Headers,
        Success = new(201, "Accepted", typeof(SendEmailAnswer),
            """{"content":{"body":"Dear Amala","from_email":"vehicle.licensing@notify.example.gov","one_click_unsubscribe_url":null,"subject":"Your appointment"},"id":"0199d5ac-4a00-7b3c-9d3e-2f6a1b2c3d4e","reference":"case 42","sanitised_content":{},"scheduled_for":null,"template":{"id":"9d751e0e-f929-4891-82a1-a3e1c3c18ee3","uri":"https://notify.example.gov/services/26785a09-ab16-4eb0-8407-a37497a57506/templates/9d751e0e-f929-4891-82a1-a3e1c3c18ee3","version":3},"uri":"https://notify.example.gov/v2/notifications/0199d5ac-4a00-7b3c-9d3e-2f6a1b2c3d4e"}"""),
        Refusals =
        [
            .. OfBoth,
            new(400, NotifyError.Validation, "email_address Not a valid email address"),
            new(400, NotifyError.BadRequest, "Service is not allowed to send emails"),
            new(400, NotifyError.BadRequest, "sms template is not suitable for email notification"),
            new(400, NotifyError.BadRequest, "Your message is too long. Emails cannot be longer than 2000000 bytes. Your message is 2000001 bytes."),
        ],
    };

    public static ApiDoc Sms { get; } = new()
    {
        Tag = Tag,
        Summary = "Send a text message",
        Description = "Answered once the message is stored; from then on it is sent whatever happens.",
        Request = typeof(SendSmsBody),
        RequestExamples =
        [
            ("By id", """{"phone_number":"+447700900123","template_id":"f33517ff-2a88-4f6e-b855-c550268ce08a","personalisation":{"name":"Amala"}}"""),
            ("By name", """{"phone_number":"+447700900123","template_name":"sign-in-code","personalisation":{"code":"12345"}}"""),
        ],
        Headers = Headers,
        Success = new(201, "Accepted", typeof(SendSmsAnswer),
            """{"content":{"body":"Hi Amala","from_number":"GOVUK"},"id":"0199d5ac-4a00-7b3c-9d3e-2f6a1b2c3d4e","reference":null,"scheduled_for":null,"template":{"id":"f33517ff-2a88-4f6e-b855-c550268ce08a","uri":"https://notify.example.gov/services/26785a09-ab16-4eb0-8407-a37497a57506/templates/f33517ff-2a88-4f6e-b855-c550268ce08a","version":1},"uri":"https://notify.example.gov/v2/notifications/0199d5ac-4a00-7b3c-9d3e-2f6a1b2c3d4e"}"""),
        Refusals =
        [
            .. OfBoth,
            new(400, NotifyError.Validation, "phone_number Not enough digits"),
            new(400, NotifyError.BadRequest, "Service is not allowed to send text messages"),
            new(400, NotifyError.BadRequest, "Cannot send to international mobile numbers"),
            new(400, NotifyError.BadRequest, "Can only send a file by email"),
            new(400, NotifyError.BadRequest, "Your message is too long. Text messages cannot be longer than 918 characters. Your message is 919 characters long."),
        ],
    };

    public static ApiDoc Letter { get; } = new()
    {
        Tag = Tag,
        Summary = "Letters are not sent",
        Description = "The route answers as to a service without the permission, which every client library reads.",
        Request = typeof(LetterBody),
        Success = new(201, "Never answered"),
        Refusals =
        [
            new(400, NotifyError.Validation, "template_id is a required property"),
            new(400, NotifyError.BadRequest, "Service is not allowed to send letters"),
            new(429, "RateLimitError", "Exceeded rate limit for key type LIVE of 3000 requests per 60 seconds"),
        ],
    };

    public static ApiDoc Cancel { get; } = new()
    {
        Tag = Tag,
        Summary = "Cancel a message that has not been handed over",
        Description = "One that is scheduled, or still waits, and was sent with the same type of key. Cancelling twice is answered like once.",
        Path = new Dictionary<string, string> { ["id"] = "UUID of the notification." },
        Success = new(200, "Cancelled", typeof(NotificationAnswer)),
        Refusals =
        [
            new(400, NotifyError.Validation, "notification_id is not a valid UUID"),
            new(400, NotifyError.BadRequest, "Notification can no longer be cancelled: its status is sending"),
            new(404, "NoResultFound", "No result found"),
        ],
    };
}
