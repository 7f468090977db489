using System.Globalization;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using Notify.Core.Declarations;

namespace Notify.Providers.Sms.HttpGateway;

/// <summary>Takes the members of one mapping out of a gateway's file, and says what is wrong with them.</summary>
internal sealed partial class GatewayMap
{
    private readonly Node.Map _map;
    private readonly FaultList _faults;

    private GatewayMap(Node.Map map, FaultList faults) => (_map, _faults) = (map, faults);

    public FilePosition At => _map.At;

    /// <returns>Null when it is no mapping.</returns>
    public static GatewayMap? Open(Node node, string what, IReadOnlyList<string> known, FaultList faults)
    {
        if (node is not Node.Map map)
        {
            faults.Add(node.At, $"{what} is written with members, such as '{known[0]}: …'");
            return null;
        }

        foreach (var member in map.Members.Where(member => !known.Contains(member.Name)))
        {
            faults.Add(member.At, $"{what} has no member '{member.Name}': {Spelling.Hint(member.Name, known)}");
        }

        NoDoubles(map, faults);
        return new GatewayMap(map, faults);
    }

    public FilePosition PlaceOf(string name) => Find(name)?.At ?? At;

    /// <returns>A text that may have many lines, as it stands; null when it is not mentioned.</returns>
    /// <param name="secrets">Collects the names of secrets that a template uses.</param>
    public string? Text(string name, HashSet<string>? secrets = null)
    {
        switch (Find(name))
        {
            case null:
                return null;
            case Node.Text { IsNull: false } text:
                Collect(text.Value, secrets);
                return text.Value;
            case var other:
                _faults.Add(other.At, $"'{name}' is a text");
                return null;
        }
    }

    /// <returns>A text without space at its ends and control characters; null when it is not mentioned.</returns>
    public string? Line(string name)
    {
        var text = Text(name)?.Trim();
        if (text is not null && (text.Length == 0 || text.Any(char.IsControl)))
        {
            _faults.Add(PlaceOf(name), $"'{name}' is one line of text");
            return null;
        }

        return text;
    }

    /// <summary>A line that has to be there.</summary>
    public string? Demand(string name, HashSet<string>? secrets = null)
    {
        if (Find(name) is null)
        {
            _faults.Add(At, $"'{name}' is missing");
            return null;
        }

        var line = Line(name);
        Collect(line ?? "", secrets);
        return line;
    }

    /// <summary>Such as <c>application/json</c>, with or without parameters; texts are always written in UTF-8.</summary>
    public string? MediaType(string name)
    {
        if (Line(name) is not { } text)
        {
            return null;
        }

        if (!MediaTypeHeaderValue.TryParse(text, out var type))
        {
            _faults.Add(PlaceOf(name), $"'{text}' is no media type, such as application/json");
            return null;
        }

        if (type.CharSet is { } charset && !charset.Trim('"').Equals("utf-8", StringComparison.OrdinalIgnoreCase))
        {
            _faults.Add(PlaceOf(name), $"'{text}' names a character set other than utf-8, in which it is not written");
            return null;
        }

        return text;
    }

    public string? Word(string name, IReadOnlyList<string> words)
    {
        if (Line(name) is not { } word || words.Contains(word))
        {
            return Line(name);
        }

        _faults.Add(PlaceOf(name), $"'{word}' is not among the words of '{name}': {Spelling.Hint(word, words)}");
        return null;
    }

    public int? Number(string name, int least, int most)
    {
        if (Line(name) is not { } text)
        {
            return null;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
        {
            return number;
        }

        _faults.Add(PlaceOf(name), $"'{name}' is a whole number from {least} to {most}");
        return null;
    }

    public GatewaySelector? Selector(string name)
    {
        try
        {
            return Line(name) is { } text ? GatewaySelector.Parse(text) : null;
        }
        catch (FormatException e)
        {
            _faults.Add(PlaceOf(name), e.Message);
            return null;
        }
    }

    /// <summary>Where the list of a request with many items stands.</summary>
    public GatewaySelector? Each()
    {
        var each = Selector("each");
        if (each is { IsList: false })
        {
            _faults.Add(PlaceOf("each"), "'each' names a list: $.list[*] in JSON, /list/item in XML");
        }

        return each;
    }

    public GatewayAnswer Reply() => Map("answer", "'answer'", ["status", "content", "body"]) is { } answer
        ? new GatewayAnswer(answer.Number("status", 200, 299) ?? 200, answer.MediaType("content") ?? "text/plain", answer.Text("body") ?? "")
        : new GatewayAnswer(200, "text/plain", "");

    public GatewayMap? Map(string name, string what, IReadOnlyList<string> known) => Find(name) is { } node ? Open(node, what, known, _faults) : null;

    public List<T> Items<T>(string name, Func<Node, T?> read)
        where T : class
    {
        switch (Find(name))
        {
            case null:
                return [];
            case Node.List list:
                return [.. list.Items.Select(read).OfType<T>()];
            case var other:
                _faults.Add(other.At, $"'{name}' is a list: '- …' lines");
                return [];
        }
    }

    /// <returns>One value, or the values of a list.</returns>
    public IReadOnlyList<string> Values(string name) => Find(name) switch
    {
        null => [],
        Node.Text text => [text.Value],
        _ => Items(name, item => item is Node.Text text ? text.Value : Not(item, $"'{name}' holds texts")),
    };

    public IReadOnlyDictionary<string, string> Pairs(string name, HashSet<string>? secrets = null)
    {
        var pairs = new Dictionary<string, string>(StringComparer.Ordinal);
        if (Find(name) is not { } node)
        {
            return pairs;
        }

        if (node is not Node.Map map)
        {
            _faults.Add(node.At, $"'{name}' is written as 'word: meaning' lines");
            return pairs;
        }

        NoDoubles(map, _faults);
        foreach (var member in map.Members)
        {
            if (member.Value is Node.Text { IsNull: false } text)
            {
                pairs[member.Name] = text.Value;
                Collect(text.Value, secrets);
            }
            else
            {
                _faults.Add(member.At, $"'{member.Name}' has one text");
            }
        }

        return pairs;
    }

    private string? Not(Node node, string message)
    {
        _faults.Add(node.At, message);
        return null;
    }

    private Node? Find(string name) => _map.Members.FirstOrDefault(member => member.Name == name)?.Value;

    private static void NoDoubles(Node.Map map, FaultList faults)
    {
        foreach (var twice in map.Members.GroupBy(member => member.Name, StringComparer.Ordinal).SelectMany(same => same.Skip(1)))
        {
            faults.Add(twice.At, $"'{twice.Name}' is given twice");
        }
    }

    private static void Collect(string template, HashSet<string>? secrets)
    {
        if (secrets is not null)
        {
            secrets.UnionWith(SecretUse().Matches(template).Select(match => match.Groups[1].Value));
        }
    }

    [GeneratedRegex("secrets\\.([a-z][a-z0-9_]*)")]
    private static partial Regex SecretUse();
}
