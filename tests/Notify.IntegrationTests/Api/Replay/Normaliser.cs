using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Notify.IntegrationTests.Api.Replay;

/// <summary>Turns an answer into the symbolic form of the recorded ones: ids, times, hosts and secrets replaced by names.</summary>
internal sealed partial class Normaliser
{
    private const int Long = 3000;

    private static readonly IReadOnlyList<(string Name, string Value)> Words =
    [
        ("trial_mode_url", "https://www.notifications.service.gov.uk/trial-mode"),
        ("docs_auth_url", "https://docs.notifications.service.gov.uk/rest-api.html#authorisation-header"),
    ];

    private readonly Dictionary<string, string> _named = new(StringComparer.Ordinal);
    private readonly string _emailDomain;
    private readonly Regex _host;

    public Normaliser(string baseUrl, string emailDomain, Symbols symbols)
    {
        _emailDomain = emailDomain;
        _host = new Regex(Regex.Escape(baseUrl) + """(?=[/\s"'<?#]|$)([^\s"'<]*(?:<uuid>[^\s"'<]*)*)""");
        foreach (var (name, value) in symbols.Known.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            if (Uuid().Match(value) is { Success: true } match && match.Length == value.Length)
            {
                _named[value.ToLowerInvariant()] = name;
            }
        }
    }

    public JsonNode? Of(JsonNode? node) => node switch
    {
        JsonArray array => new JsonArray([.. array.Select(Of)]),
        JsonObject members => new JsonObject(members.Select(member => KeyValuePair.Create(Of(member.Key), Of(member.Value)))),
        JsonValue value when value.GetValueKind() == System.Text.Json.JsonValueKind.String => Of(value.GetValue<string>()),
        _ => node?.DeepClone(),
    };

    public string Of(string text)
    {
        if (DateTime().IsMatch(text))
        {
            return "<datetime>";
        }

        if (text.TrimStart().StartsWith("<!DOCTYPE html", StringComparison.Ordinal))
        {
            return "<html>";
        }

        text = Uuid().Replace(text, match => _named.TryGetValue(match.Value, out var name) ? $"{{{{{name}}}}}" : "<uuid>");
        foreach (var (name, value) in Words.Append(("email_domain", _emailDomain)))
        {
            text = text.Replace(value, $"{{{{{name}}}}}", StringComparison.Ordinal);
        }

        text = _host.Replace(text, "<url:$1>");
        text = UnsubscribeToken().Replace(text, "$1<token>");
        var length = text.EnumerateRunes().Count();
        return length > Long ? $"<text length={length} sha256={Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}>" : text;
    }

    [GeneratedRegex("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}")]
    private static partial Regex Uuid();

    [GeneratedRegex(@"\A\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z\z")]
    private static partial Regex DateTime();

    [GeneratedRegex(@"(/unsubscribe/[^/]+/)[^/\s>)]+")]
    private static partial Regex UnsubscribeToken();
}
