using Notify.Core.Notifications;
using Notify.Core.Receipts;

namespace Notify.Providers.Sms.HttpGateway;

/// <summary>A carrier's HTTP interface, as its file describes it: how to send, what answers mean, what it calls us with.</summary>
public sealed record GatewayDefinition
{
    /// <summary>Lower case; also the file's name and the address of its receipts.</summary>
    public required string Name { get; init; }

    public required string Method { get; init; }

    /// <summary>Template. Scheme and host are fixed: no value reaches them.</summary>
    public required string Url { get; init; }

    /// <summary>Templates by header name.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    /// <summary>Media type of the body.</summary>
    public string ContentType { get; init; } = "application/json";

    /// <summary>Template; null: the request has no body.</summary>
    public string? Body { get; init; }

    /// <summary>For one request, connecting included.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    public int Connections { get; init; } = 32;

    public bool AcceptedIsDelivered { get; init; }

    /// <summary>Whether it carries texts to other countries.</summary>
    public bool CarriesInternational { get; init; } = true;

    /// <summary>How long the carrier is to go on trying to deliver: what the template's <c>validity</c> says at most. A carrier that goes by a time of its
    /// own has that one here, since a text in doubt is not handed to another carrier before it is over.</summary>
    public TimeSpan Validity { get; init; } = TimeSpan.FromHours(4);

    /// <summary>The same for texts of the priority lane.</summary>
    public TimeSpan UrgentValidity { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>In order; the first that fits decides.</summary>
    public required IReadOnlyList<AnswerRule> Answers { get; init; }

    /// <summary>Null: it reports nothing.</summary>
    public ReceiptMapping? Receipts { get; init; }

    /// <summary>Null: it hands no texts over.</summary>
    public InboundMapping? Inbound { get; init; }

    /// <summary>What a request to us must have to be believed; all of it.</summary>
    public IReadOnlyList<GatewayProof> Proofs { get; init; } = [];

    /// <summary>Names of the secrets that templates and proofs use.</summary>
    public required IReadOnlySet<string> Secrets { get; init; }
}

/// <summary>What one kind of answer means.</summary>
/// <param name="Status">Three characters, <c>x</c> for any digit: <c>2xx</c>, <c>429</c>, <c>xxx</c>.</param>
/// <param name="Where">Conditions on the answer's text; all must hold.</param>
/// <param name="Then">The meaning.</param>
/// <param name="Failure">Status of a refusal.</param>
/// <param name="Reference">Where the carrier's own id stands; an accepted answer that has none there is doubtful.</param>
/// <param name="Reason">Where its words stand; null: the HTTP status.</param>
public sealed record AnswerRule(
    string Status, IReadOnlyList<GatewayCondition> Where, AnswerMeaning Then, NotificationStatus? Failure, GatewaySelector? Reference, GatewaySelector? Reason)
{
    /// <summary>What a refusal says about the number.</summary>
    public ReceiptKind Kind { get; init; } = ReceiptKind.Status;

    internal bool Fits(int status, GatewayMessage answer)
    {
        var digits = status.ToString("D3", System.Globalization.CultureInfo.InvariantCulture);
        for (var i = 0; i < 3; i++)
        {
            if (Status[i] != 'x' && Status[i] != digits[i])
            {
                return false;
            }
        }

        return Where.All(condition => condition.Holds(answer));
    }
}

/// <summary>Meanings of an answer.</summary>
public enum AnswerMeaning
{
    Accepted,
    Refused,

    /// <summary>Too fast.</summary>
    Busy,

    /// <summary>Certainly not taken.</summary>
    Unavailable,

    /// <summary>It does not let us in.</summary>
    Misconfigured,

    /// <summary>Perhaps taken.</summary>
    Doubtful,
}

/// <summary>A condition on what stands somewhere in a message.</summary>
/// <param name="Is">Values that it may have; empty: it only has to be there.</param>
public sealed record GatewayCondition(GatewaySelector Select, IReadOnlyList<string> Is)
{
    internal bool Holds(GatewayMessage message) => Select.Find(message) is { } value && (Is.Count == 0 || Is.Contains(value, StringComparer.Ordinal));
}

/// <summary>How receipts are read.</summary>
public sealed record ReceiptMapping
{
    /// <summary>JSON path or XPath of the list when one request holds many; null: one a request.</summary>
    public GatewaySelector? Each { get; init; }

    /// <summary>Where our id stands, if the carrier gives it back.</summary>
    public GatewaySelector? Id { get; init; }

    /// <summary>Where the carrier's own id stands.</summary>
    public GatewaySelector? Reference { get; init; }

    public required GatewaySelector Status { get; init; }

    /// <summary>The carrier's words; a null status changes nothing.</summary>
    public required IReadOnlyDictionary<string, NotificationStatus?> Statuses { get; init; }

    /// <summary>Where the code or words of a failure stand.</summary>
    public GatewaySelector? Reason { get; init; }

    /// <summary>Reasons that decide in place of the status, such as a code of an unknown number.</summary>
    public IReadOnlyDictionary<string, (NotificationStatus Status, ReceiptKind Kind)> Reasons { get; init; } =
        new Dictionary<string, (NotificationStatus, ReceiptKind)>();

    public GatewayAnswer Answer { get; init; } = new(200, "text/plain", "");
}

/// <summary>How texts from people are read.</summary>
public sealed record InboundMapping
{
    /// <inheritdoc cref="ReceiptMapping.Each"/>
    public GatewaySelector? Each { get; init; }

    public required GatewaySelector From { get; init; }

    public required GatewaySelector To { get; init; }

    public required GatewaySelector Text { get; init; }

    /// <summary>Where the carrier's own id stands; without it a repeat cannot be told.</summary>
    public GatewaySelector? Reference { get; init; }

    public GatewayAnswer Answer { get; init; } = new(200, "text/plain", "");
}

/// <summary>What a carrier is answered when its request was taken.</summary>
public sealed record GatewayAnswer(int Status, string ContentType, string Body);
