using System.Globalization;
using Notify.Core.Templates.Placeholders;

namespace Notify.Core.Declarations;

/// <summary>Takes the members of one mapping out of the file, and says what is wrong with them.</summary>
internal sealed class MappingReader
{
    private readonly Node.Map _map;
    private readonly IReadOnlyList<string> _known;
    private readonly Reading _reading;
    private readonly FaultList _faults;

    private MappingReader(Node.Map map, IReadOnlyList<string> known, Reading reading, FaultList faults)
    {
        _map = map;
        _known = known;
        _reading = reading;
        _faults = faults;
    }

    public FilePosition At => _map.At;

    /// <param name="what">For the message when it is no mapping: "a service".</param>
    /// <returns>Null when it is no mapping.</returns>
    public static MappingReader? Open(Node node, string what, IReadOnlyList<string> known, Reading reading, FaultList faults)
    {
        if (node is not Node.Map map)
        {
            faults.Add(node.At, $"{what} is written with members, such as '{known.First(name => name[0] != '$')}: …'");
            return null;
        }

        var seen = new Dictionary<string, FilePosition>(StringComparer.Ordinal);
        foreach (var member in map.Members)
        {
            if (!known.Contains(member.Name))
            {
                faults.Add(member.At, $"{what} has no member '{member.Name}': {Spelling.Hint(member.Name, known)}");
            }
            else if (!seen.TryAdd(member.Name, member.At))
            {
                faults.Add(member.At, $"'{member.Name}' is given twice: first in line {seen[member.Name].Line}");
            }
        }

        return new MappingReader(map, known, reading, faults);
    }

    /// <returns>Null when it is not mentioned.</returns>
    public Node? Find(string name) => _known.Contains(name)
        ? _map.Members.FirstOrDefault(member => member.Name == name)?.Value
        : throw new InvalidOperationException($"'{name}' is missing among the members that {nameof(ServiceFileMembers)} lists");

    /// <summary>Where a member stands, or the mapping when it is not mentioned.</summary>
    public FilePosition PlaceOf(string name) => Find(name)?.At ?? At;

    public bool IsNull(string name) => Find(name) is Node.Text { IsNull: true };

    /// <summary>Text of one line, variables replaced.</summary>
    /// <returns>Null when it is not mentioned or faulty.</returns>
    public string? Line(string name) => Find(name) is { } node ? LineOf(node, name, _reading, _faults) : null;

    /// <inheritdoc cref="Line"/>
    /// <param name="name">Of the member, for messages.</param>
    public static string? LineOf(Node node, string name, Reading reading, FaultList faults)
    {
        if (Scalar(node, name, reading, faults) is not { } text)
        {
            return null;
        }

        text = text.Trim();
        if (text.Length == 0)
        {
            faults.Add(node.At, $"'{name}' is empty");
            return null;
        }

        if (text.Any(char.IsControl) || Surrogates.Mend(text) != text)
        {
            faults.Add(node.At, $"'{name}' is one line of text without control characters");
            return null;
        }

        return text;
    }

    /// <summary>Text of any number of lines, taken as it is: what recipients read is never replaced by variables.</summary>
    public Node.Text? Words(string name)
    {
        switch (Find(name))
        {
            case null:
                return null;
            case Node.Text { IsNull: false } text when !string.IsNullOrWhiteSpace(text.Value):
                if (!text.Value.Contains('\0', StringComparison.Ordinal) && Surrogates.Mend(text.Value) == text.Value)
                {
                    return text;
                }

                _faults.Add(text.At, $"'{name}' holds characters that cannot be stored");
                return null;
            case Node.Text empty:
                _faults.Add(empty.At, $"'{name}' is empty");
                return null;
            case var other:
                _faults.Add(other.At, $"'{name}' is a text");
                return null;
        }
    }

    public bool? Truth(string name)
    {
        if (Find(name) is not { } node || Scalar(node, name, _reading, _faults) is not { } text)
        {
            return null;
        }

        if (MayBeTyped(node) && text is "true" or "false")
        {
            return text == "true";
        }

        _faults.Add(node.At, $"'{name}' is true or false");
        return null;
    }

    /// <summary>A whole number from 0.</summary>
    public int? Count(string name)
    {
        if (Find(name) is not { } node || Scalar(node, name, _reading, _faults) is not { } text)
        {
            return null;
        }

        if (MayBeTyped(node) && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        _faults.Add(node.At, $"'{name}' is a whole number from 0 to {int.MaxValue}");
        return null;
    }

    /// <summary>One of a few words.</summary>
    public string? Word(string name, IReadOnlyList<string> words) => Find(name) is { } node ? WordOf(node, name, words, _reading, _faults) : null;

    /// <inheritdoc cref="Word"/>
    public static string? WordOf(Node node, string name, IReadOnlyList<string> words, Reading reading, FaultList faults)
    {
        if (LineOf(node, name, reading, faults) is not { } word)
        {
            return null;
        }

        if (words.Contains(word))
        {
            return word;
        }

        faults.Add(node.At, $"'{word}' is not among the words of '{name}': {Spelling.Hint(word, words)}");
        return null;
    }

    /// <returns>Null when it is not mentioned or no list; items that <paramref name="read"/> finds faulty are left out.</returns>
    public List<T>? Items<T>(string name, Func<Node, T?> read)
        where T : class
    {
        switch (Find(name))
        {
            case null:
                return null;
            case Node.List list:
                return [.. list.Items.Select(read).OfType<T>()];
            case var other:
                _faults.Add(other.At, $"'{name}' is a list: '- …' lines, or [] for none");
                return null;
        }
    }

    /// <summary>Takes note that a member is not there although it has to be.</summary>
    public void Demand(string name, string why)
    {
        if (Find(name) is null)
        {
            _faults.Add(At, $"'{name}' is missing: {why}");
        }
    }

    private static string? Scalar(Node node, string name, Reading reading, FaultList faults)
    {
        switch (node)
        {
            case Node.Text { IsNull: false } text:
                return Variables.Expand(text, reading.Variable, faults);
            case Node.Text:
                faults.Add(node.At, $"'{name}' is empty: leave it out to keep what is there");
                return null;
            default:
                faults.Add(node.At, $"'{name}' is one value, not a list or members");
                return null;
        }
    }

    /// <summary>Quotes make a text of a number, unless a variable stands there, which JSON has to quote.</summary>
    private static bool MayBeTyped(Node node) => node is Node.Text text && (text.Form == TextForm.Plain || text.Value.StartsWith("${", StringComparison.Ordinal));
}
