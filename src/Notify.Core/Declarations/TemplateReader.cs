using System.Text;
using Notify.Core.Notifications;
using Notify.Core.Templates;
using Notify.Core.Templates.Lint;

namespace Notify.Core.Declarations;

/// <summary>Reads one template of a service, and looks at its words as the editor does.</summary>
/// <param name="source">The whole file, to find the place of what is said about a block of text.</param>
/// <param name="prefix">The service's name if it stands in front of its texts.</param>
internal sealed class TemplateReader(Reading reading, FaultList faults, string source, string? prefix)
{
    /// <summary>As much as templates made through the API may have.</summary>
    private const int MaxBodyBytes = 1_000_000;

    private readonly string[] _lines = source.ReplaceLineEndings("\n").Split('\n');

    public DeclaredTemplate? Read(Node node)
    {
        if (MappingReader.Open(node, "a template", ServiceFileMembers.Template, reading, faults) is not { } members)
        {
            return null;
        }

        members.Demand("name", "the name that programs use");
        var name = members.Line("name");
        if (name is not null && !StableName.IsValid(name))
        {
            faults.Add(members.PlaceOf("name"), $"'{name}' is not a stable name: {StableName.Rule}. What people call the template goes into 'title'");
        }

        var archived = members.Truth("archived") ?? false;
        var type = members.Word("type", ServiceFileMembers.TemplateTypes);
        var title = Title(members);
        var subject = Subject(members, type);
        var body = Body(members);
        var lane = members.Word("lane", ServiceFileMembers.Lanes);
        var unsubscribe = members.Truth("has_unsubscribe_link");
        if (type == "sms" && unsubscribe == true)
        {
            faults.Add(members.PlaceOf("has_unsubscribe_link"), "only e-mails carry a link to unsubscribe");
        }

        if (!archived)
        {
            members.Demand("title", "what people call the template; recipients do not see it");
            members.Demand("type", "email or sms");
            if (members.Find("body") is null && members.Find("body_file") is null)
            {
                faults.Add(members.At, "'body' is missing: the words, or a file with them in 'body_file'");
            }

            if (type == "email")
            {
                members.Demand("subject", "an e-mail has one");
            }

            if (body is not null && Encoding.UTF8.GetByteCount(body.Words) > MaxBodyBytes)
            {
                faults.Add(members.PlaceOf(members.Find("body") is null ? "body_file" : "body"), $"the words are longer than {MaxBodyBytes} bytes");
            }
            else if (body is not null)
            {
                Advise(type, subject, body);
            }
        }

        return name is null ? null : new DeclaredTemplate
        {
            At = members.At,
            Name = name,
            IsArchived = archived,
            Title = title ?? "",
            Type = type ?? "",
            Subject = subject?.Words,
            Body = body?.Words ?? "",
            Lane = lane is null ? null : LaneNames.Parse(lane),
            HasUnsubscribeLink = unsubscribe,
        };
    }

    /// <summary>Line ends as line feeds and none at the end: what an editor saves last is not a change.</summary>
    public static string Tidy(string body) => body.ReplaceLineEndings("\n").TrimEnd();

    private string? Title(MappingReader members)
    {
        if (members.Words("title") is not { } text)
        {
            return null;
        }

        var title = text.Value.Trim();
        if (title.Any(char.IsControl) || title.Length > 255)
        {
            faults.Add(text.At, "'title' is one line of at most 255 characters");
        }

        return title;
    }

    private Part? Subject(MappingReader members, string? type)
    {
        if (members.Words("subject") is not { } text)
        {
            return null;
        }

        var subject = text.Value.Trim();
        if (type == "sms")
        {
            faults.Add(text.At, "a text has no subject");
        }
        else if (subject.Any(char.IsControl))
        {
            faults.Add(text.At, "'subject' is one line");
        }

        return new Part(subject, faults.File, _ => text.At);
    }

    private Part? Body(MappingReader members)
    {
        if (members.Find("body") is not null && members.Find("body_file") is not null)
        {
            faults.Add(members.PlaceOf("body_file"), "give the words in 'body' or in 'body_file', not in both");
            return null;
        }

        if (members.Words("body") is { } text)
        {
            return new Part(Tidy(text.Value), faults.File, offset => PlaceIn(text, offset));
        }

        if (members.Line("body_file") is not { } file)
        {
            return null;
        }

        var at = members.PlaceOf("body_file");
        if (Path.IsPathRooted(file) || file.Split('/', '\\').Contains(".."))
        {
            faults.Add(at, "'body_file' lies beside the declaration or in a folder below, so that they travel together");
            return null;
        }

        var read = reading.Body(file);
        if (read.Text is null || string.IsNullOrWhiteSpace(read.Text) || read.Text.Contains('\0', StringComparison.Ordinal))
        {
            faults.Add(at, read.Fault ?? $"'{file}' holds no text");
            return null;
        }

        var body = Tidy(read.Text);
        return new Part(body, file, offset => Place(body, offset, new FilePosition(1, 1)));
    }

    private void Advise(string? type, Part? subject, Part body)
    {
        var advice = (type, subject) switch
        {
            ("sms", _) => TemplateLint.Sms(body.Words, reading.Nation.SmsEncoding, prefix),
            ("email", { Words: var words }) => TemplateLint.Email(words, body.Words),
            _ => [],
        };
        foreach (var one in advice)
        {
            var part = one.Part == TemplatePart.Subject ? subject! : body;
            faults.Warn(part.PlaceOf(one.Start), one.Message, part.File);
        }

        if (type == "sms" && SmsTemplate.Parse(body.Words).Render(Personalisation.Empty, prefix, reading.Nation.SmsEncoding) is { IsTooLong: true } text)
        {
            faults.Add(body.PlaceOf(0), $"the text is too long to be ever sent: {text.CharacterCount} characters without its placeholders, {text.MaxCharacters} at most");
        }
    }

    /// <summary>The lines of a literal block are lines of the file; any other text is placed as a whole.</summary>
    private FilePosition PlaceIn(Node.Text text, int offset)
    {
        if (text.Form != TextForm.Literal)
        {
            return text.At;
        }

        var first = _lines.Skip(text.At.Line).FirstOrDefault(line => line.Trim().Length > 0) ?? "";
        return Place(text.Value, offset, new FilePosition(text.At.Line + 1, 1 + first.Length - first.TrimStart(' ').Length));
    }

    private static FilePosition Place(string text, int offset, FilePosition start)
    {
        var before = text.AsSpan(0, Math.Min(offset, text.Length));
        return new FilePosition(start.Line + before.Count('\n'), start.Column + before.Length - (before.LastIndexOf('\n') + 1));
    }

    /// <param name="PlaceOf">Where an offset in the words stands.</param>
    private sealed record Part(string Words, string File, Func<int, FilePosition> PlaceOf);
}
