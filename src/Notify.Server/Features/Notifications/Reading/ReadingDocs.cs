using Notify.Core.Errors;
using Notify.Server.Features.ApiReference;

namespace Notify.Server.Features.Notifications.Reading;

/// <summary>What the API's description says of reading notifications.</summary>
internal static class ReadingDocs
{
    private const string Tag = "Read";

    private const string Example =
        """{"body":"Hi Amala, your appointment is on 1 January","completed_at":"2026-11-24T12:00:05.123456Z","cost_details":{"billable_sms_fragments":1,"international_rate_multiplier":1,"sms_rate":0.0227},"cost_in_pounds":0.0227,"created_at":"2026-11-24T12:00:00.000000Z","created_by_name":null,"email_address":null,"id":"0199d5ac-4a00-7b3c-9d3e-2f6a1b2c3d4e","is_cost_data_ready":true,"line_1":null,"line_2":null,"line_3":null,"line_4":null,"line_5":null,"line_6":null,"one_click_unsubscribe_url":null,"phone_number":"+447700900855","postage":null,"postcode":null,"reference":null,"scheduled_for":null,"sent_at":"2026-11-24T12:00:01.000000Z","status":"delivered","subject":null,"template":{"id":"f33517ff-2a88-4f6e-b855-c550268ce08a","uri":"https://notify.example.gov/v2/template/f33517ff-2a88-4f6e-b855-c550268ce08a/version/3","version":3},"type":"sms"}""";

    private static readonly Dictionary<string, string> Path = new() { ["id"] = "UUID of the notification." };

    private static readonly ApiDocParameter Include = new(
        IncludedMembers.Parameter,
        "Adds members of this product's own: `html`, the body of an e-mail as HTML, and `status_reason`, why it has its present status, as far as the provider said.",
        IsRepeatable: true,
        Values: ["html", "status_reason"]);

    private static readonly ApiDocRefusal BadId = new(400, NotifyError.Validation, "notification_id is not a valid UUID");

    private static readonly ApiDocRefusal NotFound = new(404, "NoResultFound", "No result found");

    public static ApiDoc Show { get; } = new()
    {
        Tag = Tag,
        Summary = "Show one notification",
        Description = "Rendered again from the template's version and the values it was accepted with. Any key of the service may read it.",
        Path = Path,
        Query = [Include],
        Success = new(200, "The notification", typeof(NotificationAnswer), Example),
        Refusals = [BadId, NotFound, new(404, "DataError", "No result found")],
    };

    public static ApiDoc List { get; } = new()
    {
        Tag = Tag,
        Summary = "List notifications",
        Description = "Those sent with the same type of key as the one that asks, newest first, 250 a page. While a page is not empty, `links.next` leads to the one after it.",
        Query =
        [
            new("template_type", "Only these kinds.", IsRepeatable: true, Values: NotificationQuery.Types),
            new("status", "Only these statuses. `failed` stands for all kinds of failure, `accepted` for created and sending, `received` for delivered.", IsRepeatable: true, Values: NotificationQuery.StatusWords),
            new("reference", "Only those sent with exactly this reference."),
            new("older_than", "UUID of a notification: those before it.", Format: "uuid"),
            new("include_jobs", "With `true`, those from uploaded lists, too.", Values: ["true", "True"]),
            Include,
        ],
        Success = new(200, "A page", typeof(NotificationsAnswer),
            $$"""{"links":{"current":"https://notify.example.gov/v2/notifications","next":"https://notify.example.gov/v2/notifications?older_than=0199d5ac-4a00-7b3c-9d3e-2f6a1b2c3d4e"},"notifications":[{{Example}}]}"""),
        Refusals =
        [
            new(400, NotifyError.Validation, "older_than is not a valid UUID"),
            new(400, NotifyError.Validation, "template_type orange is not one of [sms, email, letter]"),
            new(400, NotifyError.Validation, "Additional properties are not allowed (page was unexpected)"),
        ],
    };

    public static ApiDoc Events { get; } = new()
    {
        Tag = Tag,
        Summary = "Show a notification's time line",
        Description = "What became of it, oldest first, with the provider's own words. A receipt that says the same again is counted where it stands (`repeats`, `repeated_at`); `provider_time` is when it happened by the provider's own clock. What the service itself was told is listed with its callbacks.",
        Path = Path,
        Success = new(200, "The time line", typeof(NotificationEventsAnswer),
            """{"events":[{"at":"2026-11-24T12:00:00.000000Z","kind":"status","provider":null,"provider_time":null,"reason":null,"repeated_at":null,"repeats":0,"status":"created"},{"at":"2026-11-24T12:00:01.000000Z","kind":"try-failed","provider":"smtp","provider_time":null,"reason":"451 try later","repeated_at":null,"repeats":0,"status":null}],"notification_id":"0199d5ac-4a00-7b3c-9d3e-2f6a1b2c3d4e"}"""),
        Refusals = [BadId, NotFound],
    };

    public static ApiDoc Pdf { get; } = new()
    {
        Tag = Tag,
        Summary = "Get a letter as PDF",
        Description = "This product sends no letters; the route answers what every client library can read.",
        Path = Path,
        Success = new(200, "The file, `application/pdf`"),
        Refusals =
        [
            BadId,
            new(400, NotifyError.BadRequest, "Notification is not a letter"),
            new(400, "PDFNotReadyError", "PDF not available yet, try again later"),
            NotFound,
        ],
    };
}
