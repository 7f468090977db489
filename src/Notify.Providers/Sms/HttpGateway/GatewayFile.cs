using System.Net;
using System.Text.RegularExpressions;
using Notify.Core.Declarations;
using Notify.Core.Notifications;
using Notify.Core.Receipts;

namespace Notify.Providers.Sms.HttpGateway;

/// <summary>Reads a gateway's file.</summary>
public sealed partial class GatewayFile
{
    private static readonly string[] FailureWords = ["permanent-failure", "temporary-failure", "technical-failure"];

    /// <summary>Failures with two causes of a permanent one that keep the service from sending there again.</summary>
    private static readonly string[] Causes = [.. FailureWords, "unknown-number", "opted-out"];

    private readonly FaultList _faults;
    private readonly HashSet<string> _secrets = new(StringComparer.Ordinal);

    private GatewayFile(FaultList faults) => _faults = faults;

    /// <param name="file">Name for messages; without its ending it must be the gateway's name.</param>
    /// <param name="text">YAML or JSON.</param>
    /// <exception cref="FormatException">The file is wrong; the message has one line a fault, <c>FILE:LINE:COLUMN: what is wrong</c>.</exception>
    public static GatewayDefinition Read(string file, string text)
    {
        var faults = new FaultList(file);
        var definition = NodeParser.Parse(text, faults) is { } root ? new GatewayFile(faults).Gateway(root, Path.GetFileNameWithoutExtension(file)) : null;
        var found = faults.InOrder();
        if (found.Count > 0 || definition is null)
        {
            throw new FormatException(found.Count > 0 ? string.Join('\n', found) : $"{file}: is empty");
        }

        return definition;
    }

    private GatewayDefinition? Gateway(Node root, string fileName)
    {
        if (GatewayMap.Open(root, "a gateway", ["name", "send", "answers", "receipts", "inbound", "proofs"], _faults) is not { } map)
        {
            return null;
        }

        var name = map.Demand("name");
        if (name is not null && (name != fileName || !Name().IsMatch(name)))
        {
            _faults.Add(map.PlaceOf("name"), $"'{name}' is not the file's name, or has other than small letters, digits and hyphens");
        }

        var send = map.Map("send", "'send'", ["method", "url", "headers", "content", "body", "timeout", "connections", "accepted-is-delivered", "international", "validity", "urgent-validity"]);
        if (send is null)
        {
            _faults.Add(map.At, "'send' is missing: how a text is handed over");
        }

        var answers = map.Items("answers", Answer);
        if (answers.Count == 0)
        {
            _faults.Add(map.PlaceOf("answers"), "'answers' is missing: nothing would ever count as accepted");
        }

        var receipts = map.Map("receipts", "'receipts'", ["each", "id", "reference", "status", "statuses", "reason", "reasons", "answer"]) is { } reports ? Receipts(reports) : null;
        var inbound = map.Map("inbound", "'inbound'", ["each", "from", "to", "text", "reference", "answer"]) is { } texts ? Inbound(texts) : null;
        var proofs = map.Items("proofs", Proof);
        if ((receipts is not null || inbound is not null) && proofs.Count == 0)
        {
            _faults.Add(map.PlaceOf("proofs"), "'proofs' is missing: anybody could say that a text was delivered");
        }

        if (receipts is { Id: null } && answers.Exists(answer => answer is { Then: AnswerMeaning.Accepted, Reference: null }))
        {
            _faults.Add(map.PlaceOf("receipts"), "receipts carry no 'id', so each accepting answer needs a 'reference' to find the text by");
        }

        if (send is null || name is null)
        {
            return null;
        }

        var url = send.Demand("url", secrets: _secrets) ?? "";
        if (!FixedHost().IsMatch(url))
        {
            _faults.Add(send.PlaceOf("url"), "the address begins with http(s)://HOST/, and no value stands in the host");
        }

        var headers = send.Pairs("headers", _secrets);
        foreach (var header in headers.Keys.Where(header => !HeaderName().IsMatch(header) || header.StartsWith("Content-", StringComparison.OrdinalIgnoreCase)))
        {
            _faults.Add(send.PlaceOf("headers"), $"'{header}' cannot be set here: give the type of the body as 'content'");
        }

        return new GatewayDefinition
        {
            Name = name,
            Method = send.Word("method", ["POST", "PUT", "GET"]) ?? "POST",
            Url = url,
            Headers = headers,
            ContentType = send.MediaType("content") ?? "application/json",
            Body = send.Text("body", _secrets),
            Timeout = TimeSpan.FromSeconds(send.Number("timeout", 1, 20) ?? 10),
            Connections = send.Number("connections", 1, 512) ?? 32,
            AcceptedIsDelivered = send.Word("accepted-is-delivered", ["true", "false"]) == "true",
            CarriesInternational = send.Word("international", ["true", "false"]) != "false",
            Validity = TimeSpan.FromSeconds(send.Number("validity", 60, 172_800) ?? 14_400),
            UrgentValidity = TimeSpan.FromSeconds(send.Number("urgent-validity", 10, 14_400) ?? 600),
            Answers = answers,
            Receipts = receipts,
            Inbound = inbound,
            Proofs = proofs,
            Secrets = _secrets,
        };
    }

    private static (NotificationStatus Status, ReceiptKind Kind) CauseOf(string word) => word switch
    {
        "unknown-number" => (NotificationStatus.PermanentFailure, ReceiptKind.HardBounce),
        "opted-out" => (NotificationStatus.PermanentFailure, ReceiptKind.OptedOut),
        _ => (FailureWords.Contains(word) ? NotificationStatusNames.Parse(word) : default, ReceiptKind.Status),
    };

    private AnswerRule? Answer(Node node)
    {
        string[] meanings = ["accepted", "busy", "unavailable", "misconfigured", "doubtful", .. Causes];
        if (GatewayMap.Open(node, "an answer", ["status", "where", "then", "reference", "reason"], _faults) is not { } map
            || map.Demand("status") is not { } status || map.Demand("then") is not { } then)
        {
            return null;
        }

        if (!StatusPattern().IsMatch(status))
        {
            _faults.Add(map.PlaceOf("status"), "'status' is three digits of HTTP, x for any: 2xx, 429, xxx");
        }

        if (!meanings.Contains(then))
        {
            _faults.Add(map.PlaceOf("then"), $"'{then}' is no meaning of an answer: {Spelling.Hint(then, meanings)}");
            return null;
        }

        return new AnswerRule(
            status,
            map.Items("where", Condition),
            then switch
            {
                "accepted" => AnswerMeaning.Accepted,
                "busy" => AnswerMeaning.Busy,
                "unavailable" => AnswerMeaning.Unavailable,
                "misconfigured" => AnswerMeaning.Misconfigured,
                "doubtful" => AnswerMeaning.Doubtful,
                _ => AnswerMeaning.Refused,
            },
            Causes.Contains(then) ? CauseOf(then).Status : null,
            map.Selector("reference"),
            map.Selector("reason"))
        {
            Kind = CauseOf(then).Kind,
        };
    }

    private GatewayCondition? Condition(Node node)
    {
        if (GatewayMap.Open(node, "a condition", ["select", "is"], _faults) is not { } map)
        {
            return null;
        }

        map.Demand("select");
        return map.Selector("select") is { } select ? new GatewayCondition(select, map.Values("is")) : null;
    }

    private ReceiptMapping? Receipts(GatewayMap map)
    {
        map.Demand("status");
        var (id, reference) = (map.Selector("id"), map.Selector("reference"));
        if (id is null && reference is null)
        {
            _faults.Add(map.At, "receipts need 'id' (ours) or 'reference' (the carrier's) to find the text by");
        }

        string[] reported = ["none", "pending", "delivered", .. FailureWords];
        var statuses = new Dictionary<string, NotificationStatus?>(StringComparer.Ordinal);
        foreach (var (word, means) in map.Pairs("statuses"))
        {
            if (!reported.Contains(means))
            {
                _faults.Add(map.PlaceOf("statuses"), $"'{means}' is no status that a receipt reports: {Spelling.Hint(means, reported)}");
                continue;
            }

            statuses[word] = means == "none" ? null : NotificationStatusNames.Parse(means);
        }

        var reasons = new Dictionary<string, (NotificationStatus, ReceiptKind)>(StringComparer.Ordinal);
        foreach (var (code, means) in map.Pairs("reasons"))
        {
            if (!Causes.Contains(means))
            {
                _faults.Add(map.PlaceOf("reasons"), $"'{means}' is no cause of a failure: {Spelling.Hint(means, Causes)}");
                continue;
            }

            reasons[code] = CauseOf(means);
        }

        return map.Selector("status") is { } status
            ? new ReceiptMapping
            {
                Each = map.Each(),
                Id = id,
                Reference = reference,
                Status = status,
                Statuses = statuses,
                Reason = map.Selector("reason"),
                Reasons = reasons,
                Answer = map.Reply(),
            }
            : null;
    }

    private static InboundMapping? Inbound(GatewayMap map)
    {
        foreach (var member in (string[])["from", "to", "text"])
        {
            map.Demand(member);
        }

        return map.Selector("from") is { } from && map.Selector("to") is { } to && map.Selector("text") is { } text
            ? new InboundMapping { Each = map.Each(), From = from, To = to, Text = text, Reference = map.Selector("reference"), Answer = map.Reply() }
            : null;
    }

    private GatewayProof? Proof(Node node)
    {
        if (GatewayMap.Open(node, "a proof", ["kind", "header", "algorithm", "encoding", "prefix", "query", "user", "secret", "networks"], _faults) is not { } map)
        {
            return null;
        }

        var kind = map.Demand("kind") is null ? null : map.Word("kind", ["hmac", "header", "query", "basic", "networks"]);
        if (kind is null)
        {
            return null;
        }

        if (kind == "networks")
        {
            var networks = new List<IPNetwork>();
            foreach (var text in map.Values("networks"))
            {
                if (IPNetwork.TryParse(text.Contains('/', StringComparison.Ordinal) ? text : text + (text.Contains(':', StringComparison.Ordinal) ? "/128" : "/32"), out var network))
                {
                    networks.Add(network);
                }
                else
                {
                    _faults.Add(map.PlaceOf("networks"), $"'{text}' is no network: an address, or address/bits with the rest zero");
                }
            }

            return new GatewayProof.From(networks);
        }

        if (map.Demand("secret") is not { } secret)
        {
            return null;
        }

        if (!Variable().IsMatch(secret))
        {
            _faults.Add(map.PlaceOf("secret"), $"'{secret}' is the name of a secret: small letters, digits and _; its value stands in the settings");
        }

        _secrets.Add(secret);
        return kind switch
        {
            "hmac" when map.Demand("header") is { } header => new GatewayProof.Hmac(
                header, map.Word("algorithm", ["sha1", "sha256", "sha512"]) ?? "sha256", map.Word("encoding", ["hex", "base64"]) != "base64", map.Line("prefix") ?? "", secret),
            "header" when map.Demand("header") is { } header => new GatewayProof.InHeader(header, map.Text("prefix") ?? "", secret),
            "query" when map.Demand("query") is { } name => new GatewayProof.InQuery(name, secret),
            "basic" when map.Demand("user") is { } user => new GatewayProof.Basic(user, secret),
            _ => null,
        };
    }

    [GeneratedRegex("^[a-z][a-z0-9-]{0,39}$")]
    private static partial Regex Name();

    [GeneratedRegex("^[a-z][a-z0-9_]*$")]
    private static partial Regex Variable();

    [GeneratedRegex("^https?://[A-Za-z0-9.:\\[\\]-]+/")]
    private static partial Regex FixedHost();

    [GeneratedRegex("^[!#$%&'*+.^_`|~0-9A-Za-z-]+$")]
    private static partial Regex HeaderName();

    [GeneratedRegex("^[1-5x][0-9x][0-9x]$")]
    private static partial Regex StatusPattern();
}
