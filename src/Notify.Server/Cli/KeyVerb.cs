using System.CommandLine;
using Notify.Core.Services;
using Notify.Data.Services;
using Notify.Server.Hosting;

namespace Notify.Server.Cli;

/// <summary><c>notify key create|list|rotate|revoke|token</c>.</summary>
internal static class KeyVerb
{
    public static Command Create() => new("key", "API keys: what programs authenticate with") { CreateKey(), List(), Rotate(), Revoke(), Token() };

    private static Command CreateKey()
    {
        var service = ServiceArgument();
        var name = new Argument<string>("name") { Description = "What people call the key" };
        var type = new Option<string>("--type")
        {
            Description = "live: sends to anyone; team: to the service's team only; test: to nobody, the outcome is simulated; management: changes templates, sends nothing",
            DefaultValueFactory = _ => "live",
        };
        type.AcceptOnlyFromAmong("live", "team", "test", "management");
        var priority = new Option<string>("--priority")
        {
            Description = "normal: what it sends is as urgent as the template says; bulk: all of it waits in the bulk lane, so that a program that sends to many delays nothing else",
            DefaultValueFactory = _ => "normal",
        };
        priority.AcceptOnlyFromAmong([.. KeyPriorities.Words]);
        var expires = Verb.SpanOption("--expires", "How long the key works, such as 90d, 12h or 30m (default: until it is revoked)", TimeSpan.FromMinutes(1));
        var json = Verb.JsonOption();
        var data = Verb.DataOption();
        var command = new Command("create", "Make a key and print it, this once") { service, name, type, priority, expires, json, data };
        command.Runs(async (arguments, cancellationToken) =>
        {
            await using var database = await VerbDatabase.OpenAsync(Verb.DataFolderOf(arguments, data), cancellationToken);
            var owner = await database.ServiceAsync(arguments.GetValue(service)!, cancellationToken);
            var keyName = arguments.GetValue(name)!.Trim();
            var end = EndAfter(Verb.SpanOf(arguments, expires));
            var created = await database.Keys.CreateAsync(owner.Id, keyName, KeyTypeNames.Parse(arguments.GetValue(type)!), KeyPriorities.Parse(arguments.GetValue(priority)!), end, cancellationToken)
                ?? throw new RefusedException($"{owner.Name} has a key '{keyName}' already: 'notify key rotate' replaces it; else revoke it, or choose another name");
            if (arguments.GetValue(json))
            {
                Output.Json(new { id = created.Id, service_id = owner.Id, type = arguments.GetValue(type), priority = arguments.GetValue(priority), api_key = created.Key.Reveal(), revoked_at = end });
            }
            else
            {
                Console.Error.WriteLine($"The key is shown this once. Keep it secret.{(end is { } time ? $" It works until {Output.Time(time)}." : "")}");
                Console.Out.WriteLine(created.Key.Reveal());
            }

            return 0;
        });
        return command;
    }

    private static Command List()
    {
        var service = ServiceArgument();
        var json = Verb.JsonOption();
        var data = Verb.DataOption();
        var command = new Command("list", "List a service's keys and their ends, revoked ones included") { service, json, data };
        command.Runs(async (arguments, cancellationToken) =>
        {
            await using var database = await VerbDatabase.OpenAsync(Verb.DataFolderOf(arguments, data), cancellationToken);
            var owner = await database.ServiceAsync(arguments.GetValue(service)!, cancellationToken);
            var keys = await database.Keys.ListAsync(owner.Id, cancellationToken);
            var now = TimeProvider.System.GetUtcNow();
            if (arguments.GetValue(json))
            {
                Output.Json(keys.Select(key => new { id = key.Id, name = key.Name, type = key.Type.Spoken(), priority = key.Priority.Wire(), created_at = key.CreatedAt, revoked_at = key.RevokedAt, works = key.Works(now) }));
            }
            else
            {
                Output.Table(
                    ["ID", "NAME", "TYPE", "PRIORITY", "CREATED", "ENDS"],
                    [.. keys.Select(key => new[]
                    {
                        key.Id.ToString(), key.Name, key.Type.Spoken(), key.Priority.Wire(), Output.Time(key.CreatedAt), End(key, now),
                    })]);
            }

            return 0;
        });
        return command;
    }

    private static Command Rotate()
    {
        var service = ServiceArgument();
        var name = new Argument<string>("key") { Description = "Id or name of the key" };
        var grace = Verb.SpanOption("--grace", "How long the old key works on, such as 24h, 7d or 0h (default: 24h)", TimeSpan.Zero);
        var expires = Verb.SpanOption("--expires", "How long the new key works (default: as long as the old one was made for)", TimeSpan.FromMinutes(1));
        var json = Verb.JsonOption();
        var data = Verb.DataOption();
        var command = new Command("rotate", "Make a key in place of one, which works on for a while, and print it, this once") { service, name, grace, expires, json, data };
        command.Runs(async (arguments, cancellationToken) =>
        {
            await using var database = await VerbDatabase.OpenAsync(Verb.DataFolderOf(arguments, data), cancellationToken);
            var owner = await database.ServiceAsync(arguments.GetValue(service)!, cancellationToken);
            var wanted = arguments.GetValue(name)!;
            var now = TimeProvider.System.GetUtcNow();
            var keys = await database.Keys.ListAsync(owner.Id, cancellationToken);
            var old = (Guid.TryParse(wanted, out var id) ? keys.Find(key => key.Id == id && key.Works(now)) : ApiKeySummary.Current(keys, wanted, now))
                ?? throw new RefusedException($"{owner.Name} has no working key '{wanted}': 'notify key list' shows them");
            var end = EndAfter(Verb.SpanOf(arguments, expires) ?? (old.RevokedAt - old.CreatedAt));
            var oldEnd = now + (Verb.SpanOf(arguments, grace) ?? TimeSpan.FromHours(24));
            var created = await database.Keys.RotateAsync(owner.Id, old, oldEnd - now, end, cancellationToken)
                ?? throw new RefusedException($"The key '{old.Name}' was replaced or revoked by somebody else at this moment: 'notify key list' shows what there is");
            oldEnd = old.RevokedAt < oldEnd ? old.RevokedAt.Value : oldEnd;
            if (arguments.GetValue(json))
            {
                Output.Json(new
                {
                    id = created.Id,
                    service_id = owner.Id,
                    type = old.Type.Spoken(),
                    priority = old.Priority.Wire(),
                    api_key = created.Key.Reveal(),
                    revoked_at = end,
                    replaced = new { id = old.Id, revoked_at = oldEnd },
                });
            }
            else
            {
                Console.Error.WriteLine($"The key is shown this once. Keep it secret. The old one works until {Output.Time(oldEnd)}{(end is { } time ? $", this one until {Output.Time(time)}" : "")}.");
                Console.Out.WriteLine(created.Key.Reveal());
            }

            return 0;
        });
        return command;
    }

    private static Command Revoke()
    {
        var service = ServiceArgument();
        var key = new Argument<string>("key") { Description = "Id or name of the key" };
        var json = Verb.JsonOption();
        var data = Verb.DataOption();
        var command = new Command("revoke", "Stop a key from working, at once and for good") { service, key, json, data };
        command.Runs(async (arguments, cancellationToken) =>
        {
            await using var database = await VerbDatabase.OpenAsync(Verb.DataFolderOf(arguments, data), cancellationToken);
            var owner = await database.ServiceAsync(arguments.GetValue(service)!, cancellationToken);
            if (!await database.Keys.RevokeAsync(owner.Id, arguments.GetValue(key)!, cancellationToken))
            {
                throw new RefusedException($"{owner.Name} has no working key '{arguments.GetValue(key)}': 'notify key list' shows them");
            }

            if (arguments.GetValue(json))
            {
                Output.Json(new { revoked = arguments.GetValue(key) });
            }
            else
            {
                Console.Out.WriteLine($"Revoked key {arguments.GetValue(key)} of {owner.Name}.");
            }

            return 0;
        });
        return command;
    }

    private static Command Token()
    {
        var key = new Argument<string>("key") { Description = "The whole key, or - to read it from standard input" };
        var json = Verb.JsonOption();
        var command = new Command("token", "Sign a fresh token for curl; it works for 30 seconds") { key, json };
        command.Runs(async (arguments, cancellationToken) =>
        {
            var text = arguments.GetValue(key) is "-" ? await Console.In.ReadLineAsync(cancellationToken) : arguments.GetValue(key);
            if (!KeyString.TryParse(text, out var parsed))
            {
                throw new RefusedException("That is not a key: it ends in two ids of 36 characters with a hyphen between, as 'notify key create' printed it");
            }

            var token = parsed.Token(TimeProvider.System.GetUtcNow());
            if (arguments.GetValue(json))
            {
                Output.Json(new { token, service_id = parsed.ServiceId });
            }
            else
            {
                Console.Out.WriteLine(token);
            }

            return 0;
        });
        return command;
    }

    private static Argument<string> ServiceArgument() => new("service") { Description = "Id or name of the service" };

    private static DateTimeOffset? EndAfter(TimeSpan? span) => span is { } given ? TimeProvider.System.GetUtcNow() + given : null;

    private static string End(ApiKeySummary key, DateTimeOffset now) =>
        key.RevokedAt is { } end ? $"{Output.Time(end)}{(key.Works(now) ? "" : " (ended)")}" : "";

}
