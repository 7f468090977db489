using Notify.Core.Callbacks;
using Notify.Core.Errors;
using Notify.Server.Features.ApiReference;

namespace Notify.Server.Features.Callbacks;

/// <summary>What the API's description says of callbacks.</summary>
internal static class ManageCallbacksDocs
{
    private const string Tag = "Callbacks";

    private const string Example =
        """{"failing_since":null,"kind":"delivery-status","signing_secret":null,"state":"active","suspended_at":null,"suspended_reason":null,"updated_at":"2026-11-24T10:30:31.142535Z","url":"https://passports.example.gov/told","waiting":0}""";

    private static readonly string WithSecret =
        Example.Replace("\"signing_secret\":null", "\"signing_secret\":\"cWJ4c2lnbmluZ3NlY3JldG9mdGhlc2VydmljZQ\"", StringComparison.Ordinal);

    private static readonly Dictionary<string, string> Path = new() { ["kind"] = $"What is told: {string.Join(", ", CallbackKinds.Words)}." };

    private static readonly ApiDocRefusal NeedsManagement = new(403, NotifyError.Auth, "This takes a key of the type management");

    private static readonly ApiDocRefusal TooFast = new(429, "RateLimitError", "Exceeded rate limit for key type MANAGEMENT of 3000 requests per 60 seconds");

    private static readonly ApiDocRefusal NotFound = new(404, "NoResultFound", "No result found");

    public static ApiDoc List { get; } = new()
    {
        Tag = Tag,
        Summary = "Show the service's callbacks, and what the platform has to tell the service",
        Success = new(
            200,
            "All callbacks, and the newest notices",
            typeof(CallbacksAnswer),
            $$"""{"callbacks":[{{Example}}],"notices":[{"at":"2026-11-24T10:30:31.142535Z","kind":"callback-suspended","words":"The complaint callback was switched off: the receiver answered 410 Gone"}]}"""),
        Refusals = [NeedsManagement, TooFast],
    };

    public static ApiDoc Set { get; } = new()
    {
        Tag = Tag,
        Summary = "Set up or change a callback",
        Description =
            """
            Each final status of a notification (or each received text, or each complaint) is sent to the address as `POST` with a JSON body, `Authorization: Bearer` and the
            token given here, `Notify-Delivery-Id`, which is the same at each try, and `Notify-Signature: t=SECONDS,v1=HEX`: HMAC-SHA256 with the signing secret over
            `SECONDS`, a full stop and the body. The secret is answered once, when the callback is new. An answer of 2xx counts as received; no answer in 5 seconds, 5xx, 408,
            425 and 429 are tried again over 24 hours; other answers are not, and 410 switches the callback off, as do three days without a success.
            """,
        Path = Path,
        Request = typeof(SetCallbackBody),
        RequestExamples = [("Delivery", """{"url":"https://passports.example.gov/told","bearer_token":"a-long-random-text"}""")],
        Success = new(200, "Set", typeof(CallbackAnswer), Example),
        Refusals = [NeedsManagement, NotFound, TooFast, new(400, NotifyError.Validation, "url: Must be a valid https URL")],
    };

    public static ApiDoc Remove { get; } = new()
    {
        Tag = Tag,
        Summary = "Take a callback away, with all that waits for it",
        Path = Path,
        Success = new(204, "Taken away"),
        Refusals = [NeedsManagement, NotFound, TooFast],
    };

    public static ApiDoc Rotate { get; } = new()
    {
        Tag = Tag,
        Summary = "Make a new signing secret",
        Description = "For 24 hours callbacks carry two signatures, one of each secret, so that the receiver can be changed over.",
        Path = Path,
        Success = new(200, "With the new secret, which is not shown again", typeof(CallbackAnswer), WithSecret),
        Refusals = [NeedsManagement, NotFound, TooFast],
    };

    public static ApiDoc Resume { get; } = new()
    {
        Tag = Tag,
        Summary = "Switch a callback on again and send what waits",
        Path = Path,
        Success = new(200, "On again", typeof(ReplayAnswer), """{"queued":12}"""),
        Refusals = [NeedsManagement, NotFound, TooFast],
    };

    public static ApiDoc Replay { get; } = new()
    {
        Tag = Tag,
        Summary = "Send callbacks again",
        Path = Path,
        Request = typeof(ReplayCallbacksBody),
        RequestExamples = [("Failed", """{"since":"2026-11-24T10:30:31Z","only_failed":true}""")],
        Success = new(200, "How many", typeof(ReplayAnswer), """{"queued":12}"""),
        Refusals = [NeedsManagement, NotFound, TooFast],
    };

    public static ApiDoc Attempts { get; } = new()
    {
        Tag = Tag,
        Summary = "List the requests made to the service's callbacks",
        Description =
            "`outcome` is `delivered`, `retry` or `given-up`; `fault` a word where no answer came. With `not-kept` (its message has been deleted meanwhile) and `switched-off` (it waited seven days for a receiver that is off) no request was made.",
        Query =
        [
            new("older_than", "The id of an attempt: only those before it."),
            new("failed", "Only those that did not go through.", Values: ["true", "false"]),
        ],
        Success = new(
            200,
            "Up to 250, newest first",
            typeof(CallbackAttemptsAnswer),
            """{"attempts":[{"at":"2026-11-24T10:30:31.142535Z","delivery_id":"9d751e0e-f929-4891-82a1-a3e1c3c18ee3","duration_ms":12,"fault":null,"id":17,"kind":"delivery-status","outcome":"retry","status_code":503,"subject_id":"740e5834-3a29-46b4-9a6f-16142fde533a","try":1}]}"""),
        Refusals = [NeedsManagement, TooFast, new(400, NotifyError.Validation, "older_than is not the id of an attempt")],
    };
}
