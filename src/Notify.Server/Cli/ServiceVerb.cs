using System.CommandLine;
using Notify.Core;
using Notify.Core.Services;
using Notify.Server.Hosting;

namespace Notify.Server.Cli;

/// <summary><c>notify service create|list|retention</c>.</summary>
internal static class ServiceVerb
{
    public static Command Create() => new("service", "Services: the teams that send") { CreateService(), List(), RetentionVerb.Create() };

    private static Command CreateService()
    {
        var name = new Argument<string>("name") { Description = "Shown to recipients as the sender of e-mails" };
        var sender = new Option<string?>("--sms-sender") { Description = "What its texts show as sender (default: the nation's)" };
        var prefix = new Option<bool>("--prefix-sms") { Description = "Begin its texts with its name" };
        var trial = new Option<bool>("--trial") { Description = "Let it write only to its team and guest list, 50 messages a day" };
        var json = Verb.JsonOption();
        var data = Verb.DataOption();
        var command = new Command("create", "Make a service") { name, sender, prefix, trial, json, data };
        command.Runs(async (arguments, cancellationToken) =>
        {
            var service = new Service
            {
                Id = Ids.NewRandom(),
                Name = arguments.GetValue(name)!.Trim(),
                TrialMode = arguments.GetValue(trial),
                Limits = arguments.GetValue(trial) ? ServiceLimits.Trial : new ServiceLimits(),
                PrefixSms = arguments.GetValue(prefix),
            };
            if (!ServiceName.IsValid(service.Name))
            {
                throw new RefusedException(ServiceName.Rule);
            }

            await using var database = await VerbDatabase.OpenAsync(Verb.DataFolderOf(arguments, data), cancellationToken);
            if (!await database.Services.CreateAsync(service, cancellationToken))
            {
                throw new RefusedException($"There is a service '{service.Name}' already: choose another name");
            }

            if (arguments.GetValue(sender) is { Length: > 0 } textSender)
            {
                await database.Senders.AddTextSenderAsync(service.Id, textSender, isDefault: true, cancellationToken);
            }

            if (arguments.GetValue(json))
            {
                Output.Json(new { id = service.Id, name = service.Name });
            }
            else
            {
                Console.Out.WriteLine($"Made service {service.Id} ({service.Name}). Next: notify key create \"{service.Name}\" \"my key\"");
            }

            return 0;
        });
        return command;
    }

    private static Command List()
    {
        var json = Verb.JsonOption();
        var data = Verb.DataOption();
        var command = new Command("list", "List all services") { json, data };
        command.Runs(async (arguments, cancellationToken) =>
        {
            await using var database = await VerbDatabase.OpenAsync(Verb.DataFolderOf(arguments, data), cancellationToken);
            var services = await database.Services.ListAsync(cancellationToken);
            if (arguments.GetValue(json))
            {
                Output.Json(services.Select(service => new { id = service.Id, name = service.Name, active = service.Active, created_at = service.CreatedAt }));
            }
            else
            {
                Output.Table(
                    ["ID", "NAME", "CREATED"],
                    [.. services.Select(service => new[] { service.Id.ToString(), service.Name, Output.Time(service.CreatedAt) })]);
            }

            return 0;
        });
        return command;
    }
}
