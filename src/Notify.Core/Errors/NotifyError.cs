using Notify.Core.Services;

namespace Notify.Core.Errors;

/// <summary>A refusal: a request we decline for a reason the caller can mend. Travels inside <see cref="Result{T}"/>, never as an exception.</summary>
/// <param name="StatusCode">HTTP status to answer with, 400 to 499.</param>
/// <param name="Error">The class name that API v2 puts on the wire, such as <c>BadRequestError</c>.</param>
/// <param name="Message">The text that API v2 puts on the wire, to the letter. English whatever the nation's language: client programs compare it.</param>
public sealed record NotifyError(int StatusCode, string Error, string Message)
{
    /// <summary>The class name of faults found by checking the body or query against its schema.</summary>
    public const string Validation = "ValidationError";

    /// <summary>The class name of refusals that follow from the service's data or settings.</summary>
    public const string BadRequest = "BadRequestError";

    /// <summary>The class name of every failure to prove who is calling.</summary>
    public const string Auth = "AuthError";

    /// <summary>All faults of a body when its schema check found several; else empty and the record itself is the one fault.</summary>
    public IReadOnlyList<NotifyError> Faults { get; init; } = [];

    /// <summary>Where in a list the fault is: the row's number, and the heading of the cell unless it is the row as a whole. Null elsewhere.</summary>
    public (int Row, string? Column)? Place { get; init; }

    /// <summary>After which it is worth trying again; null where time mends nothing.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The limit that was reached, for the answer's header fields; null for all other refusals.</summary>
    public Quota? Quota { get; init; }

    public static NotifyError InvalidJson { get; } = new(400, BadRequest, "Invalid JSON supplied in POST data");

    public static NotifyError TemplateNotFound { get; } = new(400, BadRequest, "Template not found");

    public static NotifyError TemplateDeleted { get; } = new(400, BadRequest, "Template has been deleted");

    public static NotifyError EmptyMessage { get; } = new(400, BadRequest, "Your message is empty.");

    public static NotifyError NoResultFound { get; } = new(404, "NoResultFound", "No result found");

    /// <summary>For an id in a spelling that passes the original's check but not its database.</summary>
    public static NotifyError NoSuchData { get; } = NoResultFound with { Error = "DataError" };

    /// <summary>No key of the service made the token's signature.</summary>
    public static NotifyError KeyNotFound { get; } = new(403, Auth, "Invalid token: API key not found");

    public static NotifyError NoKeys { get; } = new(403, Auth, "Invalid token: service has no API keys");

    public static NotifyError TeamKeyOnly { get; } = new(400, BadRequest, "Can’t send to this recipient using a team-only API key");

    public static NotifyError LettersNotAllowed { get; } = new(400, BadRequest, "Service is not allowed to send letters");

    public static NotifyError BodyTooLarge { get; } = new(413, BadRequest, "The request body is too large");

    /// <summary>The accept path is full or the database is away; the caller may try again after a moment.</summary>
    public static NotifyError Unavailable { get; } = new(503, "ServiceUnavailableError", "Service temporarily unavailable, try again shortly") { RetryAfter = TimeSpan.FromSeconds(5) };

    public static NotifyError Internal { get; } = new(500, "InternalServerError", "Internal server error");

    /// <summary>A pinned version that the template never had.</summary>
    public static NotifyError TemplateVersionNotFound(int version) => new(400, BadRequest, $"Template version {version} not found");

    /// <param name="status">Where the notification stands.</param>
    public static NotifyError TooLateToCancel(string status) => new(400, BadRequest, $"Notification can no longer be cancelled: its status is {status}");

    /// <param name="what"><c>emails</c> or <c>text messages</c>.</param>
    public static NotifyError NotAllowedToSend(string what) => new(400, BadRequest, $"Service is not allowed to send {what}");

    /// <param name="trialModeUrl">The page that explains trial mode.</param>
    public static NotifyError TrialMode(string trialModeUrl) =>
        new(400, BadRequest, $"Can’t send to this recipient when service is in trial mode – see {trialModeUrl}");

    /// <param name="member"><c>email_reply_to_id</c> or <c>sms_sender_id</c>.</param>
    /// <param name="id">As sent.</param>
    public static NotifyError SenderNotFound(string member, string id, Guid serviceId) =>
        new(400, BadRequest, $"{member} {id} does not exist in database for service id {serviceId}");

    public static NotifyError TemplateTypeMismatch(string templateType, string notificationType) =>
        new(400, BadRequest, $"{templateType} template is not suitable for {notificationType} notification");

    /// <param name="names">Placeholders in the template's spelling, in order of first appearance.</param>
    public static NotifyError MissingPersonalisation(IEnumerable<string> names) =>
        new(400, BadRequest, $"Missing personalisation: {string.Join(", ", names)}");

    /// <param name="characters">Length of the text without the service's name in front, in UTF-16 units.</param>
    public static NotifyError TextTooLong(int limit, int characters) =>
        new(400, BadRequest, $"Your message is too long. Text messages cannot be longer than {limit} characters. Your message is {characters} characters long.");

    /// <param name="bytes">Length of the filled body in UTF-8.</param>
    public static NotifyError EmailTooLong(int bytes) =>
        new(400, BadRequest, $"Your message is too long. Emails cannot be longer than 2000000 bytes. Your message is {bytes} bytes.");

    public static NotifyError NotValid(string message) => new(400, Validation, message);

    /// <summary>Several schema faults of one body, reported together.</summary>
    /// <param name="faults">At least one, in the order of the schema.</param>
    public static NotifyError Several(IReadOnlyList<NotifyError> faults) => faults[0] with { Faults = faults };

    /// <summary>Requests per minute. The contract calls live keys LIVE, not by their word in the database.</summary>
    /// <param name="limit">Requests in 60 seconds.</param>
    public static NotifyError RateLimit(KeyType keyType, int limit, TimeSpan retryAfter)
    {
        var name = keyType.Spoken();
        return new(429, "RateLimitError", $"Exceeded rate limit for key type {name.ToUpperInvariant()} of {limit} requests per 60 seconds")
        {
            RetryAfter = retryAfter,
            Quota = new Quota($"{name}-requests", limit, TimeSpan.FromSeconds(60)),
        };
    }

    /// <summary>Messages per day.</summary>
    /// <param name="retryAfter">Until 00:00 UTC.</param>
    public static NotifyError DailyLimit(DailyKind kind, int limit, TimeSpan retryAfter) =>
        new(429, "TooManyRequestsError", $"Exceeded send limits ({kind.Wire()}: {limit}) for today")
        {
            RetryAfter = retryAfter,
            Quota = new Quota($"{kind.Wire()}-per-day", limit, TimeSpan.FromDays(1)),
        };

    /// <summary>An <c>Idempotency-Key</c> header that is no key.</summary>
    public static NotifyError BadIdempotencyKey { get; } =
        NotValid("Idempotency-Key must be sent once, with 1 to 255 visible ASCII characters");

    /// <summary>An <c>Idempotency-Key</c> that came with another request before.</summary>
    public static NotifyError IdempotencyKeyReused { get; } =
        new(409, "ConflictError", "Idempotency-Key was used in the last 24 hours for another request");

    public static NotifyError Unauthorised(string message) => new(401, Auth, message);

    public static NotifyError Forbidden(string message) => new(403, Auth, message);
}
