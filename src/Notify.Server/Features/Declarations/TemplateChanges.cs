using Notify.Core;
using Notify.Core.Declarations;
using Notify.Core.Notifications;
using Notify.Core.Templates;

namespace Notify.Server.Features.Declarations;

/// <summary>Templates, by stable name. One that the file does not mention stays; only <c>archived: true</c> takes one out of use.</summary>
internal static class TemplateChanges
{
    public static IEnumerable<Change> Find(DeclaredService declared, ServiceState state, List<(FilePosition, string)> problems)
    {
        var taken = new HashSet<Guid>();
        foreach (var template in declared.Templates)
        {
            var there = state.Templates.FirstOrDefault(one => one.StableName == template.Name);
            if (template.IsArchived)
            {
                if (there is not null)
                {
                    yield return Archive(template, there);
                }

                continue;
            }

            var adopted = there is null ? Adoptable(template, state) : null;
            if (adopted is not null && !taken.Add(adopted.Id))
            {
                adopted = null;
            }

            if ((there ?? adopted) is not { } old)
            {
                yield return Create(template);
            }
            else if (old.Type != template.Type)
            {
                problems.Add((template.At, $"the template '{template.Name}' is of type {old.Type}, which never changes: choose another name, or archive it first"));
            }
            else if (Alter(template, old, isAdopted: adopted is not null) is { } change)
            {
                yield return change;
            }
        }
    }

    /// <summary>A template from before it had a stable name: known when title and type leave no doubt.</summary>
    private static StoredTemplate? Adoptable(DeclaredTemplate template, ServiceState state) =>
        state.Templates.Where(one => one.StableName is null && one.Name == template.Title && one.Type == template.Type).Take(2).ToList() is [var only] ? only : null;

    private static Change Create(DeclaredTemplate template) => new(Mark.Add, "template", template.Name, $"({template.Type}) {template.Title}", async (writer, cancellationToken) =>
    {
        var made = new StoredTemplate
        {
            Id = Ids.NewRandom(),
            ServiceId = writer.ServiceId,
            Type = template.Type,
            Name = template.Title,
            StableName = template.Name,
            Version = 1,
            Subject = template.Subject,
            Body = template.Body,
            Lane = template.Lane ?? Lane.Normal,
            HasUnsubscribeLink = template.HasUnsubscribeLink ?? false,
        };
        if (!await writer.Templates.CreateAsync(made, cancellationToken))
        {
            throw ServiceWriter.Overtaken($"The template '{template.Name}'");
        }

        writer.Wrote(template.Name, made.Id, 1);
    })
    {
        Lines = [.. Words("subject", null, template.Subject), .. Words("body", null, template.Body)],
    };

    private static Change Archive(DeclaredTemplate template, StoredTemplate there) => new(Mark.Remove, "template", template.Name, $"({there.Type}) out of use", async (writer, cancellationToken) =>
    {
        var version = await writer.Templates.ArchiveAsync(writer.ServiceId, there.Id, author: null, cancellationToken)
            ?? throw ServiceWriter.Overtaken($"The template '{template.Name}'");
        writer.Wrote(template.Name, there.Id, version);
    });

    private static Change? Alter(DeclaredTemplate template, StoredTemplate old, bool isAdopted)
    {
        var after = old with
        {
            Name = template.Title,
            Subject = template.Subject,
            Body = template.Body,
            Lane = template.Lane ?? old.Lane,
            HasUnsubscribeLink = template.HasUnsubscribeLink ?? old.HasUnsubscribeLink,
        };

        // The file's way of ending lines is not a change to what was written on a page.
        var oldBody = old.Body.ReplaceLineEndings("\n").TrimEnd();
        var settings = new List<string>();
        Differs("title", old.Name, after.Name);
        Differs("lane", old.Lane.Wire(), after.Lane.Wire());
        Differs("has_unsubscribe_link", old.HasUnsubscribeLink ? "true" : "false", after.HasUnsubscribeLink ? "true" : "false");
        List<string> lines = [.. settings, .. Words("subject", old.Subject, after.Subject), .. Words("body", oldBody, after.Body)];
        if (lines.Count == 0 && !isAdopted)
        {
            return null;
        }

        var words = (lines.Count > 0 ? $"version {old.Version} → {old.Version + 1}" : "") + (isAdopted ? $" gets this stable name (until now only '{old.Name}')" : "");
        return new Change(Mark.Alter, "template", template.Name, words.Trim(), async (writer, cancellationToken) =>
        {
            if (isAdopted && !await writer.Templates.NameAsync(writer.ServiceId, old.Id, template.Name, cancellationToken))
            {
                throw ServiceWriter.Overtaken($"The template '{template.Name}'");
            }

            var version = lines.Count == 0
                ? old.Version
                : await writer.Templates.AddVersionAsync(after, author: null, cancellationToken) ?? throw ServiceWriter.Overtaken($"The template '{template.Name}'");
            writer.Wrote(template.Name, old.Id, version);
        })
        {
            Lines = lines,
        };

        void Differs(string setting, string from, string to)
        {
            if (from != to)
            {
                settings.Add($"{setting}: {from} → {to}");
            }
        }
    }

    private static List<string> Words(string part, string? before, string? after)
    {
        var lines = after is null ? [] : LineDiff.Of(before, after);
        return lines.Count == 0 ? [] : [$"{part}:", .. lines.Select(line => "  " + line)];
    }
}
