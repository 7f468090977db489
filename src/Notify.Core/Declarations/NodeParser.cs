using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Notify.Core.Declarations;

/// <summary>Reads YAML, and JSON with it, into nodes that know their place.</summary>
/// <remarks>From the parser's events rather than through the library's own tree, which gives up at the first doubled member and descends
/// as deep as a file likes.</remarks>
internal sealed class NodeParser
{
    /// <summary>Far deeper than any declaration, far shallower than the stack.</summary>
    private const int MaxDepth = 32;

    private readonly IParser _events;
    private readonly FaultList _faults;
    private readonly Dictionary<string, Node> _anchors = new(StringComparer.Ordinal);

    private NodeParser(IParser events, FaultList faults)
    {
        _events = events;
        _faults = faults;
    }

    /// <returns>Null when there is nothing in the file or it cannot be read, which is then among the faults.</returns>
    public static Node? Parse(string text, FaultList faults)
    {
        try
        {
            var parser = new NodeParser(new Parser(new StringReader(text)), faults);
            return parser.Document();
        }
        catch (YamlException e)
        {
            faults.Add(Place(e.Start), $"this is neither YAML nor JSON: {e.Message}");
            return null;
        }
    }

    private Node? Document()
    {
        _events.Consume<StreamStart>();
        if (_events.Accept<StreamEnd>(out _))
        {
            return null;
        }

        _events.Consume<DocumentStart>();
        var root = Value(depth: 0);
        _events.Consume<DocumentEnd>();
        if (_events.TryConsume<DocumentStart>(out var second))
        {
            _faults.Add(Place(second.Start), "a file holds one document: put all services into one list");
        }

        return root;
    }

    private Node Value(int depth)
    {
        var at = Place(_events.Current!.Start);
        if (depth > MaxDepth)
        {
            throw new YamlException(_events.Current!.Start, _events.Current.End, $"it goes deeper than {MaxDepth} levels");
        }

        if (_events.TryConsume<AnchorAlias>(out var alias))
        {
            if (_anchors.TryGetValue(alias.Value.Value, out var meant))
            {
                return meant;
            }

            throw new YamlException(alias.Start, alias.End, $"nothing above is marked &{alias.Value.Value}");
        }

        var anchor = ((NodeEvent)_events.Current).Anchor;
        Node node = _events.Current switch
        {
            Scalar => Text(),
            SequenceStart => List(at, depth),
            _ => Map(at, depth),
        };
        if (!anchor.IsEmpty)
        {
            _anchors[anchor.Value] = node;
        }

        return node;
    }

    private Node.Text Text()
    {
        var scalar = _events.Consume<Scalar>();
        return new Node.Text(Place(scalar.Start), scalar.Value, scalar.Style switch
        {
            ScalarStyle.Literal => TextForm.Literal,
            ScalarStyle.Folded => TextForm.Folded,
            ScalarStyle.SingleQuoted or ScalarStyle.DoubleQuoted => TextForm.Quoted,
            _ => TextForm.Plain,
        });
    }

    private Node.List List(FilePosition at, int depth)
    {
        _events.Consume<SequenceStart>();
        var items = new List<Node>();
        while (!_events.TryConsume<SequenceEnd>(out _))
        {
            items.Add(Value(depth + 1));
        }

        return new Node.List(at, items);
    }

    private Node.Map Map(FilePosition at, int depth)
    {
        _events.Consume<MappingStart>();
        var members = new List<Node.Member>();
        while (!_events.TryConsume<MappingEnd>(out _))
        {
            var nameAt = Place(_events.Current!.Start);
            if (Value(depth + 1) is Node.Text name)
            {
                members.Add(new Node.Member(nameAt, name.Value, Value(depth + 1)));
            }
            else
            {
                _faults.Add(nameAt, "the name of a member is a word");
                Value(depth + 1);
            }
        }

        return new Node.Map(at, members);
    }

    private static FilePosition Place(Mark mark) => new((int)mark.Line, (int)mark.Column);
}
