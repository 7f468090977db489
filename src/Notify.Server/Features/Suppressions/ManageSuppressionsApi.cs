using System.Text.Json.Serialization;
using Notify.Core.Errors;
using Notify.Core.Nations;
using Notify.Core.Notifications;
using Notify.Core.Recipients;
using Notify.Core.Services;
using Notify.Core.Suppressions;
using Notify.Data.Suppressions;
using Notify.Server.Features.ApiKeys;
using Notify.Server.Features.ApiReference;
using Notify.Server.Features.Notifications;
using Notify.Server.Features.Shared;
using Notify.Server.Hosting;

namespace Notify.Server.Features.Suppressions;

/// <summary>Routes for seeing whom the service does not write to, and changing that. They take a key of the kind <c>management</c>.</summary>
internal static class ManageSuppressionsApi
{
    private const int PageSize = 250;
    private static readonly string[] ReadMethods = ["GET", "HEAD"];
    private static readonly string[] Members = ["recipient"];

    public static void MapManageSuppressions(this RouteGroupBuilder manage)
    {
        manage.MapMethods("/suppressions", ReadMethods, ListAsync).WithName("ListSuppressions").WithMetadata(ManageSuppressionsDocs.List);
        manage.MapPost("/suppressions", AddAsync).WithName("AddSuppression").WithMetadata(ManageSuppressionsDocs.Add);
        manage.MapDelete("/suppressions/{id}", RemoveAsync).WithName("RemoveSuppression").WithMetadata(ManageSuppressionsDocs.Remove);
    }

    private static async Task<IResult> ListAsync(
        HttpRequest http, ApiCaller caller, SuppressionStore suppressions, NationPack nation, CancellationToken cancellationToken)
    {
        var query = ApiQuery.Of(http);
        Guid? olderThan = null;
        if (query.First("older_than") is { } text)
        {
            if (!UuidText.TryParse(text, out var id, out _))
            {
                return ApiResults.Problem(NotifyError.NotValid("older_than is not a valid UUID"));
            }

            olderThan = id;
        }

        var recipient = query.First("recipient") is { } wanted ? SuppressedRecipient.Read(wanted, nation.PhoneRules)?.Recipient ?? wanted : null;
        var page = await suppressions.ListAsync(caller.ServiceId, recipient, olderThan, PageSize, cancellationToken);
        return Results.Json(new SuppressionsAnswer([.. page.Select(Answer)]), ManageSuppressionsJson.Default.SuppressionsAnswer, "application/json");
    }

    private static async Task<IResult> AddAsync(
        HttpRequest http, ApiCaller caller, SuppressionStore suppressions, NationPack nation, CancellationToken cancellationToken)
    {
        if (!(await RequestMembers.ReadAsync(http, cancellationToken)).TryGet(out var members, out var refusal))
        {
            return ApiResults.Problem(refusal);
        }

        var text = members.Text("recipient");
        var read = text is null ? null : SuppressedRecipient.Read(text, nation.PhoneRules);
        if (text is not null && read is null)
        {
            members.Add("recipient is neither an email address nor a phone number");
        }

        members.AddMissing("recipient");
        members.AddUnexpected(Members);
        if (members.Refusal is { } faults)
        {
            return ApiResults.Problem(faults);
        }

        var (channel, recipient) = read!.Value;
        var added = await suppressions.AddAsync(caller.ServiceId, channel, recipient, SuppressionReason.Manual, lifetime: null, cancellationToken);
        return Results.Json(Answer(added), ManageSuppressionsJson.Default.SuppressionAnswer, "application/json", StatusCodes.Status201Created);
    }

    private static async Task<IResult> RemoveAsync(string id, ApiCaller caller, SuppressionStore suppressions, CancellationToken cancellationToken) =>
        UuidText.TryParse(id, out var parsed, out _) && await suppressions.RemoveAsync(caller.ServiceId, parsed, recipient: null, "service", cancellationToken) > 0
            ? Results.NoContent()
            : ApiResults.Problem(NotifyError.NoResultFound);

    private static SuppressionAnswer Answer(Suppression one) => new(
        one.Channel.Wire(), WireTime.Of(one.CreatedAt), WireTime.OrNull(one.ExpiresAt), one.Id, one.SourceNotificationId, one.Reason.Wire(), one.Recipient);
}

/// <summary>Reads a recipient as notifications store it.</summary>
internal static class SuppressedRecipient
{
    /// <returns>Null: neither an address nor a number.</returns>
    public static (Channel Channel, string Recipient)? Read(string text, PhoneRules rules) =>
        text.Contains('@', StringComparison.Ordinal)
            ? EmailAddress.TryParse(text, out var address, out _) ? (Channel.Email, address.Normalised) : null
            : PhoneParser.TryRead(text, rules, out var number, out _) ? (Channel.Sms, number.E164) : null;
}

/// <param name="NotificationId">What bounced or was complained of; null: nothing of the kind.</param>
internal sealed record SuppressionAnswer(
    string Channel, string CreatedAt, string? ExpiresAt, Guid Id, Guid? NotificationId, string Reason, string Recipient);

internal sealed record SuppressionsAnswer(IReadOnlyList<SuppressionAnswer> Suppressions);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(SuppressionAnswer))]
[JsonSerializable(typeof(SuppressionsAnswer))]
internal sealed partial class ManageSuppressionsJson : JsonSerializerContext;

/// <summary>What the API's description says of suppressions.</summary>
internal static class ManageSuppressionsDocs
{
    private const string Tag = "Suppressions";

    private const string Example =
        """{"channel":"email","created_at":"2026-11-24T10:30:31.142535Z","expires_at":"2026-12-24T10:30:31.142535Z","id":"9d751e0e-f929-4891-82a1-a3e1c3c18ee3","notification_id":"740e5834-3a29-46b4-9a6f-16142fde533a","reason":"hard-bounce","recipient":"sam@example.com"}""";

    private static readonly ApiDocRefusal NeedsManagement = new(403, NotifyError.Auth, "This takes a key of the type management");

    private static readonly ApiDocRefusal TooFast = new(429, "RateLimitError", "Exceeded rate limit for key type MANAGEMENT of 3000 requests per 60 seconds");

    public static ApiDoc List { get; } = new()
    {
        Tag = Tag,
        Summary = "List whom the service does not write to now",
        Description = "A notification to one of them fails with `permanent-failure` and a `status_reason` that begins with `suppressed:`.",
        Query =
        [
            new("recipient", "Only this e-mail address or phone number."),
            new("older_than", "The id of a suppression: only those before it.", Format: "uuid"),
        ],
        Success = new(200, "Up to 250, newest first", typeof(SuppressionsAnswer), $$"""{"suppressions":[{{Example}}]}"""),
        Refusals = [NeedsManagement, TooFast, new(400, NotifyError.Validation, "older_than is not a valid UUID")],
    };

    public static ApiDoc Add { get; } = new()
    {
        Tag = Tag,
        Summary = "Write to a recipient no more",
        Request = typeof(AddSuppressionBody),
        RequestExamples = [("Address", """{"recipient":"sam@example.com"}""")],
        Success = new(201, "Added, with the reason `manual`", typeof(SuppressionAnswer), Example),
        Refusals = [NeedsManagement, TooFast, new(400, NotifyError.Validation, "recipient is neither an email address nor a phone number")],
    };

    public static ApiDoc Remove { get; } = new()
    {
        Tag = Tag,
        Summary = "Write to a recipient again",
        Description = "What the service has of its own. After a complaint all services are kept from writing to that person for a while, which only the operator takes back.",
        Path = new Dictionary<string, string> { ["id"] = "Id of the suppression." },
        Success = new(204, "Taken back"),
        Refusals = [NeedsManagement, TooFast, new(404, "NoResultFound", "No result found")],
    };
}
