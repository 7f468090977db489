using Notify.Core.Errors;
using Notify.Core.Notifications;
using Notify.Core.Services;
using Notify.Server.Features.Shared;

namespace Notify.Server.Features.Notifications.Reading;

/// <summary>The query of <c>GET /v2/notifications</c>: what to select, and its parameters as they stand in the links of the answer.</summary>
/// <param name="Filter">What to select.</param>
/// <param name="Include">Members of our own that were asked for.</param>
/// <param name="Parameters">The accepted parameters in the order of the links.</param>
internal sealed record NotificationQuery(NotificationFilter Filter, IncludedMembers Include, IReadOnlyList<KeyValuePair<string, string>> Parameters)
{
    private static readonly string[] Known = ["template_type", "status", "reference", "older_than", "include_jobs", IncludedMembers.Parameter];
    private static readonly string[] Repeatable = ["template_type", "status", IncludedMembers.Parameter];
    internal static readonly string[] Types = ["sms", "email", "letter"];
    private static readonly string[] IncludeJobs = ["true", "True"];

    internal static readonly string[] StatusWords =
    [
        "cancelled", "created", "sending", "sent", "delivered", "pending", "failed", "technical-failure", "temporary-failure", "permanent-failure",
        "pending-virus-check", "validation-failed", "virus-scan-failed", "returned-letter", "accepted", "received",
    ];

    /// <returns>The query, or all its faults in the order of the contract's schema.</returns>
    public static Result<NotificationQuery> Read(ApiQuery query, KeyType keyType)
    {
        var faults = new SchemaFaults();
        var reference = query.First("reference");
        if (reference?.Contains('\0', StringComparison.Ordinal) == true)
        {
            faults.Add("reference must not contain a null character");
        }

        // One client joins several statuses by commas; of the original's own values none holds one.
        var statuses = new HashSet<NotificationStatus>();
        foreach (var value in query.All("status"))
        {
            var words = value.Split(',');
            if (words.All(StatusWords.Contains))
            {
                statuses.UnionWith(words.SelectMany(Stored));
            }
            else
            {
                faults.AddNotOneOf("status", value, StatusWords);
            }
        }

        foreach (var value in query.All("template_type").Where(value => !Types.Contains(value)))
        {
            faults.AddNotOneOf("template_type", value, Types);
        }

        if (query.First("include_jobs") is { } jobs && !IncludeJobs.Contains(jobs))
        {
            faults.AddNotOneOf("include_jobs", jobs, IncludeJobs);
        }

        Guid? olderThan = null;
        if (query.First("older_than") is { } older)
        {
            if (UuidText.TryParse(older, out var id, out var storable))
            {
                // A spelling that the original's database does not read names nothing.
                olderThan = storable ? id : Guid.Empty;
            }
            else
            {
                faults.Add("older_than is not a valid UUID");
            }
        }

        var include = IncludedMembers.Read(query, faults);
        faults.AddUnexpected(query.Parameters.Select(parameter => parameter.Key).Except(Known, StringComparer.Ordinal));
        if (faults.Refusal is { } refusal)
        {
            return refusal;
        }

        var filter = new NotificationFilter
        {
            KeyType = keyType,
            Channels = [.. query.All("template_type").Select(ChannelNames.Parse).Distinct()],
            Statuses = IsEveryStatus(statuses) ? [] : statuses,
            Reference = reference,
            OlderThan = olderThan,
            IncludeJobs = query.First("include_jobs") is not null,
        };
        return new NotificationQuery(filter, include, InLinks(query));
    }

    /// <returns>The links' query for the page after this one.</returns>
    public IEnumerable<KeyValuePair<string, string>> After(Guid last)
    {
        var olderThan = KeyValuePair.Create("older_than", last.ToString());
        return Parameters.Any(parameter => parameter.Key == "older_than")
            ? Parameters.Select(parameter => parameter.Key == "older_than" ? olderThan : parameter)
            : Parameters.Append(olderThan);
    }

    /// <summary>In the order of first appearance; all values of what may be repeated stand together, of all else the first.</summary>
    private static List<KeyValuePair<string, string>> InLinks(ApiQuery query) =>
        [.. query.Parameters.GroupBy(parameter => parameter.Key, StringComparer.Ordinal)
            .SelectMany(group => Repeatable.Contains(group.Key) ? group : group.Take(1))];

    private static IEnumerable<NotificationStatus> Stored(string word) => word switch
    {
        "failed" =>
        [
            NotificationStatus.TechnicalFailure, NotificationStatus.TemporaryFailure, NotificationStatus.PermanentFailure,
            NotificationStatus.ValidationFailed, NotificationStatus.VirusScanFailed, NotificationStatus.ReturnedLetter,
        ],
        "accepted" => [NotificationStatus.Created, NotificationStatus.Sending],
        "received" => [NotificationStatus.Delivered],
        _ => [NotificationStatusNames.Parse(word)],
    };

    /// <summary>All but the stored <c>failed</c>, which no filter names and this one then does not hide.</summary>
    private static bool IsEveryStatus(HashSet<NotificationStatus> statuses) =>
        Enum.GetValues<NotificationStatus>().All(status => status == NotificationStatus.Failed || statuses.Contains(status));
}
