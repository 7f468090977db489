using Notify.Core.Errors;
using Notify.Server.Features.ApiReference;
using Notify.Server.Features.Notifications;

namespace Notify.Server.Features.Uploads;

/// <summary>What the API's description says of sending to many.</summary>
internal static class UploadDocs
{
    private const string Tag = "Send to many";

    private const string Accepted =
        """{"bad_row_count":0,"created_at":"2026-11-24T12:00:00.000000Z","finished_at":null,"id":"0199d5ac-4a00-7b3c-9d3e-2f6a1b2c3d4e","name":"Reminders, week 48","reference":null,"scheduled_for":null,"started_at":null,"status":"pending","template":{"id":"f33517ff-2a88-4f6e-b855-c550268ce08a","uri":"https://notify.example.gov/services/26785a09-ab16-4eb0-8407-a37497a57506/templates/f33517ff-2a88-4f6e-b855-c550268ce08a","version":3},"total":2,"type":"sms","uri":"https://notify.example.gov/v2/notifications/bulk/0199d5ac-4a00-7b3c-9d3e-2f6a1b2c3d4e"}""";

    private const string InProgress =
        """{"bad_row_count":1,"bad_rows":[{"column":"phone number","message":"Mobile number is too short","row":4}],"bad_rows_uri":"https://notify.example.gov/v2/notifications/bulk/0199d5ac-4a00-7b3c-9d3e-2f6a1b2c3d4e/bad-rows","cancelled":0,"created_at":"2026-11-24T12:00:00.000000Z","delivered":1200,"failed":3,"finished_at":"2026-11-24T12:00:04.000000Z","id":"0199d5ac-4a00-7b3c-9d3e-2f6a1b2c3d4e","name":"Reminders, week 48","progress":100,"reference":null,"scheduled_for":null,"sending":797,"started_at":"2026-11-24T12:00:01.000000Z","status":"finished","template":{"id":"f33517ff-2a88-4f6e-b855-c550268ce08a","uri":"https://notify.example.gov/services/26785a09-ab16-4eb0-8407-a37497a57506/templates/f33517ff-2a88-4f6e-b855-c550268ce08a","version":3},"total":2000,"type":"sms","uri":"https://notify.example.gov/v2/notifications/bulk/0199d5ac-4a00-7b3c-9d3e-2f6a1b2c3d4e"}""";

    private static readonly Dictionary<string, string> Path = new() { ["id"] = "UUID of the upload." };

    private static readonly ApiDocRefusal BadId = new(400, NotifyError.Validation, "id is not a valid UUID");

    private static readonly ApiDocRefusal NotFound = new(404, "NoResultFound", "No result found");

    public static ApiDoc Start { get; } = new()
    {
        Tag = Tag,
        Summary = "Send one template to many recipients",
        Description =
            """
            Takes `rows` (an array of arrays, the first of them headings), `csv` (the same as text) or `recipients` (an object for each), up to 50,000, and
            answers once all are checked and stored; from then on they are sent whatever happens. Headings are those of the template's placeholders and
            `phone number` or `email address`, as in a spreadsheet; a column `reference` gives each message its own.

            If a row is not in order, nothing is sent and every fault is told with `row` and `column`, up to a hundred. With `only_good_rows` the others are sent, and the
            answer at `uri` tells which were left out: the first hundred faults at once, all of them at its `bad_rows_uri`. The daily limit must have room for all. Such messages go in a lane of their own, in which services share
            equally, and hold up no single sends.
            """,
        Request = typeof(BulkBody),
        RequestExamples =
        [
            ("Rows", """{"name":"Reminders, week 48","template_id":"f33517ff-2a88-4f6e-b855-c550268ce08a","rows":[["phone number","name"],["07700900123","Amala"],["07700900124","Sam"]]}"""),
            ("CSV, later", """{"name":"Reminders, week 49","template_name":"appointment-reminder","csv":"email address,name\namala@example.com,Amala\n","scheduled_for":"2026-12-01T08:00:00+01:00"}"""),
            ("Recipients", """{"name":"Decisions","template_id":"9d751e0e-f929-4891-82a1-a3e1c3c18ee3","recipients":[{"email_address":"amala@example.com","personalisation":{"name":"Amala"},"reference":"case 42"}],"only_good_rows":true}"""),
        ],
        Headers = SendDocs.Headers,
        Success = new(201, "Accepted", typeof(UploadAnswer), Accepted),
        Refusals =
        [
            new(400, NotifyError.BadRequest, "Invalid JSON supplied in POST data"),
            new(400, NotifyError.Validation, "You should specify exactly one of rows, csv and recipients"),
            new(400, NotifyError.BadRequest, "Template not found"),
            new(400, NotifyError.BadRequest, "Row 4, phone number: Mobile number is too short"),
            new(400, NotifyError.BadRequest, "Bulk sending to testing and non-testing recipients is not supported"),
            new(404, "DataError", "No result found"),
            new(409, "ConflictError", "Idempotency-Key was used in the last 24 hours for another request"),
            new(429, "RateLimitError", "Exceeded rate limit for key type LIVE of 3000 requests per 60 seconds"),
            new(429, "TooManyRequestsError", "Exceeded send limits (sms: 250000) for today"),
        ],
    };

    public static ApiDoc List { get; } = new()
    {
        Tag = Tag,
        Summary = "List uploads",
        Description = "Newest first, 50 a page: those of the same type of key.",
        Query = [new("older_than", "Id of an upload: the page begins with the one before it in time.", Format: "uuid")],
        Success = new(200, "A page", typeof(UploadsAnswer), $$"""{"links":{"current":"https://notify.example.gov/v2/notifications/bulk"},"uploads":[{{Accepted}}]}"""),
        Refusals = [new(400, NotifyError.Validation, "older_than is not a valid UUID")],
    };

    public static ApiDoc Show { get; } = new()
    {
        Tag = Tag,
        Summary = "Show how an upload goes",
        Description =
            "`status` is `scheduled`, `pending`, `in progress` (rows become notifications), `finished` (all have), `paused`, `cancelled` or `error`; the counts tell what became of the messages.",
        Path = Path,
        Success = new(200, "The upload", typeof(UploadProgressAnswer), InProgress),
        Refusals = [BadId, NotFound],
    };

    public static ApiDoc BadRows { get; } = new()
    {
        Tag = Tag,
        Summary = "List the rows of an upload that were left out",
        Description =
            "In the order of the list, a thousand faults a page and as many more as the last row has: up to three of each row. Gone when the service's retention has passed, as the names of the columns may be about people.",
        Path = Path,
        Query = [new("after_row", "Number of a row: the page begins behind it.")],
        Success = new(200, "A page", typeof(BadRowsAnswer),
            """{"bad_rows":[{"column":"phone number","message":"Mobile number is too short","row":4}],"links":{"current":"https://notify.example.gov/v2/notifications/bulk/0199d5ac-4a00-7b3c-9d3e-2f6a1b2c3d4e/bad-rows"}}"""),
        Refusals = [BadId, new(400, NotifyError.Validation, "after_row is not the number of a row"), NotFound],
    };

    public static ApiDoc Pause { get; } = Steer(
        "Pause an upload", "Takes hold within a second or so, of a long list some seconds; what is taken to be sent until then still goes out. Possible as long as any waits.", "Pausing is not possible: every message has been handed over");

    public static ApiDoc Resume { get; } = Steer(
        "Resume a paused upload", "Goes on where it was paused.", "Resuming is not possible: the status is finished");

    public static ApiDoc Cancel { get; } = Steer(
        "Cancel an upload", "Takes hold like a pause; what is not taken to be sent by then never is, and those messages become `cancelled`. Possible as long as any waits; cancelling twice is answered like once.", "Cancelling is not possible: every message has been handed over");

    private static ApiDoc Steer(string summary, string description, string tooLate) => new()
    {
        Tag = Tag,
        Summary = summary,
        Description = description,
        Path = Path,
        Success = new(200, "The upload", typeof(UploadProgressAnswer), InProgress),
        Refusals = [BadId, new(400, NotifyError.BadRequest, tooLate), NotFound],
    };
}
