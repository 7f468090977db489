using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using System.Xml.XPath;

namespace Notify.Providers.Sms.HttpGateway;

/// <summary>Says where something stands in a message: <c>$.a.b[0]</c> in JSON, <c>/a/b</c> in XML, <c>form.NAME</c>, <c>query.NAME</c>, <c>header.NAME</c>,
/// or <c>~EXPRESSION</c>, whose first group counts.</summary>
public sealed class GatewaySelector
{
    private readonly string _text;
    private readonly string _name;
    private readonly Kind _kind;
    private readonly JsonStep[] _steps;
    private readonly XPathExpression? _xpath;
    private readonly Regex? _regex;

    private GatewaySelector(string text, Kind kind, string name = "", JsonStep[]? steps = null, XPathExpression? xpath = null, Regex? regex = null)
    {
        (_text, _kind, _name, _steps, _xpath, _regex) = (text, kind, name, steps ?? [], xpath, regex);
    }

    /// <summary>Whether it may name many places.</summary>
    public bool IsList => _kind is Kind.XPath || _steps is [.., { Any: true }];

    /// <exception cref="FormatException">It is none of the forms; the message says what is wrong.</exception>
    public static GatewaySelector Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        try
        {
            return text switch
            {
                ['$', ..] => new(text, Kind.Json, steps: Steps(text)),
                ['/', ..] => new(text, Kind.XPath, xpath: XPathExpression.Compile(text)),
                ['~', .. var pattern] => new(text, Kind.Regex, regex: new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)),
                _ when text.StartsWith("form.", StringComparison.Ordinal) => new(text, Kind.Form, text[5..]),
                _ when text.StartsWith("query.", StringComparison.Ordinal) => new(text, Kind.Query, text[6..]),
                _ when text.StartsWith("header.", StringComparison.Ordinal) => new(text, Kind.Header, text[7..]),
                _ => throw new FormatException($"'{text}' names no place: $.a.b in JSON, /a/b in XML, form.NAME, query.NAME, header.NAME, or ~EXPRESSION"),
            };
        }
        catch (Exception e) when (e is XPathException or ArgumentException or NotSupportedException)
        {
            throw new FormatException($"'{text}' cannot be read: {e.Message}", e);
        }
    }

    /// <returns>What stands there, as text; null when nothing does, or something that is no text, number or truth value.</returns>
    internal string? Find(GatewayMessage message)
    {
        switch (_kind)
        {
            case Kind.Json:
                return message.Json is { } json ? Walk(json, _steps).Select(Text).FirstOrDefault() : null;
            case Kind.XPath:
                return message.Xml is { } xml ? Evaluate(xml) : null;
            case Kind.Regex:
                var match = _regex!.Match(message.Body);
                return !match.Success ? null : match.Groups.Count > 1 ? match.Groups[1].Value : match.Value;
            case Kind.Form:
                return message.Form(_name);
            case Kind.Query:
                return message.Query(_name);
            default:
                return message.Header(_name);
        }
    }

    /// <returns>One message for each item of the list.</returns>
    internal IEnumerable<GatewayMessage> Each(GatewayMessage message) => _kind switch
    {
        Kind.Json => message.Json is { } json ? Walk(json, _steps).Select(message.At) : [],
        Kind.XPath => message.Xml is { } xml ? xml.XPathSelectElements(_text).Select(message.At) : [],
        _ => [],
    };

    public override string ToString() => _text;

    private string? Evaluate(XElement xml) => xml.CreateNavigator().Evaluate(_xpath!.Clone()) switch
    {
        XPathNodeIterator nodes => nodes.MoveNext() ? nodes.Current!.Value.Trim() : null,
        string text => text.Length > 0 ? text : null,
        bool truth => truth ? "true" : "false",
        double number => number.ToString(CultureInfo.InvariantCulture),
        _ => null,
    };

    private static string? Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
        _ => null,
    };

    private static IEnumerable<JsonElement> Walk(JsonElement root, JsonStep[] steps)
    {
        IEnumerable<JsonElement> here = [root];
        foreach (var step in steps)
        {
            here = step switch
            {
                { Any: true } => here.Where(value => value.ValueKind == JsonValueKind.Array).SelectMany(value => value.EnumerateArray()),
                { Name: { } name } => here.Where(value => value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out _)).Select(value => value.GetProperty(name)),
                _ => here.Where(value => value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > step.Index).Select(value => value[step.Index]),
            };
        }

        return here;
    }

    private static JsonStep[] Steps(string path)
    {
        var steps = new List<JsonStep>();
        for (var at = 1; at < path.Length;)
        {
            if (path[at] == '.')
            {
                var end = path.AsSpan(at + 1).IndexOfAny('.', '[') is var found && found < 0 ? path.Length : at + 1 + found;
                steps.Add(end > at + 1 ? new JsonStep(path[(at + 1)..end], 0, false) : throw new FormatException($"'{path}' has an empty name"));
                at = end;
                continue;
            }

            var close = path.IndexOf(']', at);
            var inside = path[at] == '[' && close > at + 1 ? path[(at + 1)..close] : throw new FormatException($"'{path}' is no JSON path: $.name, $['name'], $.list[0], $.list[*]");
            steps.Add(inside switch
            {
                "*" => new JsonStep(null, 0, true),
                ['\'', .. var name, '\''] => new JsonStep(name, 0, false),
                ['"', .. var quoted, '"'] => new JsonStep(quoted, 0, false),
                _ when int.TryParse(inside, NumberStyles.None, CultureInfo.InvariantCulture, out var index) => new JsonStep(null, index, false),
                _ => throw new FormatException($"'{path}' is no JSON path: [{inside}] is neither a number, a quoted name nor *"),
            });
            at = close + 1;
        }

        return [.. steps];
    }

    private readonly record struct JsonStep(string? Name, int Index, bool Any);

    private enum Kind
    {
        Json,
        XPath,
        Regex,
        Form,
        Query,
        Header,
    }
}
