using Notify.Core.Services;
using Notify.Server.Features.Declarations;

namespace Notify.Server.Cli.Apply;

/// <summary>Tells what was, or would be, done: to people as it is done, to scripts as one object at the end.</summary>
internal sealed class ApplyReport(string file, bool isDryRun, bool isJson)
{
    private readonly List<AppliedService> _services = [];

    public void Add(AppliedService service)
    {
        _services.Add(service);
        if (!isJson && service.Plan.Changes.Count > 0)
        {
            Print(service);
        }
    }

    /// <summary>After a failure, too: services that were written stay written, and their keys are shown nowhere else.</summary>
    public void End()
    {
        if (isJson)
        {
            Output.Json(new { dry_run = isDryRun, services = _services.Select(Json) });
            return;
        }

        var changes = _services.Sum(service => service.Plan.Changes.Count);
        if (_services.Count > 0)
        {
            Console.Out.WriteLine((changes, isDryRun) switch
            {
                (0, _) => $"Nothing to change: {string.Join(", ", _services.Select(service => service.Plan.ServiceName))} {(_services.Count == 1 ? "is" : "are")} as {Source} says.",
                (_, true) => $"{Counted(changes)} to make; nothing was changed (dry run).",
                _ => $"{Counted(changes)} made.",
            });
        }
    }

    private string Source => file == "-" ? "the file" : file;

    private static string Counted(int changes) => changes == 1 ? "1 change" : $"{changes} changes";

    private void Print(AppliedService service)
    {
        Console.Out.WriteLine($"Service {service.Plan.ServiceName}{(service.Id is { } id ? $" ({id})" : "")}");
        foreach (var change in service.Plan.Changes)
        {
            Console.Out.WriteLine($"  {change}");
            foreach (var line in isDryRun ? change.Lines : [])
            {
                Console.Out.WriteLine($"      {line}".TrimEnd());
            }
        }

        if (service.MadeKeys.Count > 0)
        {
            Console.Error.WriteLine("New keys are shown this once. Keep them secret.");
        }

        foreach (var key in service.MadeKeys)
        {
            Console.Out.WriteLine($"  {key.Name}: {key.Key.Reveal()}");
        }
    }

    private static object Json(AppliedService service) => new
    {
        id = service.Id,
        name = service.Plan.ServiceName,
        changes = service.Plan.Changes.Select(change => new
        {
            change = change.Mark.ToString().ToLowerInvariant(),
            about = change.About,
            name = change.Name,
            text = change.ToString(),
            lines = change.Lines,
        }),
        templates = service.Templates.Select(template => new { name = template.Name, id = template.Id, version = template.Version }),
        keys = service.MadeKeys.Select(key => new { id = key.Id, name = key.Name, type = key.Type.Spoken(), api_key = key.Key.Reveal() }),
    };
}
