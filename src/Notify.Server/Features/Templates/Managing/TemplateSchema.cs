using System.Text.Json;
using Notify.Core.Errors;
using Notify.Core.Notifications;
using Notify.Core.Templates;
using Notify.Server.Features.Shared;

namespace Notify.Server.Features.Templates.Managing;

/// <summary>Checks the body of a request that makes or changes a template: all faults at once, worded as those of a send.</summary>
internal static class TemplateSchema
{
    private const int MaxTitleLength = 255;
    private const int MaxBodyBytes = 1_000_000;

    private static readonly string[] CreateMembers = ["name", "title", "type", "subject", "body", "lane", "has_unsubscribe_link"];
    private static readonly string[] ChangeMembers = ["title", "subject", "body", "lane", "has_unsubscribe_link", "version"];
    private static readonly string[] Types = ["sms", "email"];
    private static readonly string[] Lanes = [.. Enum.GetValues<Lane>().Select(LaneNames.Wire)];

    public static Result<TemplateChange> Create(JsonElement body)
    {
        var faults = new BodyMembers(body);
        if (!faults.IsObject)
        {
            return BodyMembers.NotAnObject(body);
        }

        var name = faults.Text("name");
        if (name is not null && !StableName.IsValid(name))
        {
            faults.Add("name must be lower-case letters, digits and single hyphens between them, at most 100 characters");
        }

        var change = Read(faults) with { Name = name, Type = OneOf(faults, "type", Types) };
        if (change.Type == "sms" && faults.Member("subject") is not (null or { ValueKind: JsonValueKind.Null }))
        {
            faults.Add("subject is not for text messages");
        }

        faults.AddMissing("name", "title", "type", "body");
        if (change.Type == "email")
        {
            faults.AddMissing("subject");
        }

        faults.AddUnexpected(CreateMembers);
        return faults.Refusal is { } refusal ? refusal : change;
    }

    public static Result<TemplateChange> Change(JsonElement body)
    {
        var faults = new BodyMembers(body);
        if (!faults.IsObject)
        {
            return BodyMembers.NotAnObject(body);
        }

        var change = Read(faults);
        if (faults.Member("version") is { } version)
        {
            if (BodyMembers.Integer(version) is { } number)
            {
                change = change with { Version = number };
            }
            else
            {
                faults.AddWrongType("version", version, "integer");
            }
        }

        faults.AddUnexpected(ChangeMembers);
        return faults.Refusal is { } refusal ? refusal : change;
    }

    private static TemplateChange Read(BodyMembers faults)
    {
        var title = Words(faults, "title");
        if (title is not null && (title.Trim().Length == 0 || title.Length > MaxTitleLength || title.Any(char.IsControl)))
        {
            faults.Add($"title must be one line of 1 to {MaxTitleLength} characters");
        }

        bool? unsubscribe = null;
        if (faults.Member("has_unsubscribe_link") is { } link)
        {
            if (link.ValueKind is JsonValueKind.True or JsonValueKind.False)
            {
                unsubscribe = link.GetBoolean();
            }
            else
            {
                faults.AddWrongType("has_unsubscribe_link", link, "boolean");
            }
        }

        return new TemplateChange
        {
            Title = title?.Trim(),
            Subject = faults.Member("subject") is { ValueKind: JsonValueKind.Null } ? null : Words(faults, "subject"),
            Body = Words(faults, "body"),
            Lane = OneOf(faults, "lane", Lanes) is { } lane ? LaneNames.Parse(lane) : null,
            HasUnsubscribeLink = unsubscribe,
        };
    }

    private static string? Words(BodyMembers faults, string name)
    {
        var text = faults.Text(name);
        if (text?.Contains('\0', StringComparison.Ordinal) == true)
        {
            faults.Add($"{name} must not contain a null character");
        }
        else if (text is not null && System.Text.Encoding.UTF8.GetByteCount(text) > MaxBodyBytes)
        {
            faults.Add($"{name} is longer than {MaxBodyBytes} bytes");
        }

        return text;
    }

    private static string? OneOf(BodyMembers faults, string name, string[] words)
    {
        if (faults.Text(name) is not { } word)
        {
            return null;
        }

        if (words.Contains(word, StringComparer.Ordinal))
        {
            return word;
        }

        faults.Add($"{name} {BodyMembers.Print(faults.Member(name)!.Value)} is not one of [{string.Join(", ", words)}]");
        return null;
    }
}

/// <summary>What a request wants of a template; null where it says nothing.</summary>
internal sealed record TemplateChange
{
    public string? Name { get; init; }

    public string? Title { get; init; }

    public string? Type { get; init; }

    public string? Subject { get; init; }

    public string? Body { get; init; }

    public Lane? Lane { get; init; }

    public bool? HasUnsubscribeLink { get; init; }

    /// <summary>The version that was edited; null: whatever is newest.</summary>
    public int? Version { get; init; }
}
