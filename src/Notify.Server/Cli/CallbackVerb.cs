using System.CommandLine;
using System.Globalization;
using Notify.Core.Callbacks;
using Notify.Server.Callbacks;
using Notify.Server.Hosting;

namespace Notify.Server.Cli;

/// <summary><c>notify callback list|set|remove|rotate|attempts|replay|resume</c>.</summary>
internal static class CallbackVerb
{
    private static readonly TimeSpan OneDay = TimeSpan.FromDays(1);

    public static Command Create() => new("callback", "Callbacks: what services' own programs are told")
    {
        List(), Set(), Remove(), Rotate(), Attempts(), Replay(), Resume(),
    };

    private static Command List() => ForService("list", "Show a service's callbacks and what the platform told the service", [], async (_, database, service, json, cancellationToken) =>
    {
        var callbacks = await database.Callbacks.ListAsync(service, cancellationToken);
        var notices = await database.Callbacks.NoticesAsync(service, 20, cancellationToken);
        if (json)
        {
            Output.Json(new
            {
                callbacks = callbacks.Select(one => new
                {
                    kind = one.Kind.Wire(),
                    url = one.Url,
                    state = State(one),
                    failing_since = one.FailingSince,
                    suspended_at = one.SuspendedAt,
                    suspended_reason = one.SuspendedReason,
                    waiting = one.Waiting,
                }),
                notices = notices.Select(one => new { at = one.At, kind = one.Kind, words = one.Words }),
            });
            return;
        }

        Output.Table(
            ["KIND", "STATE", "WAITING", "URL"],
            [.. callbacks.Select(one => new[] { one.Kind.Wire(), State(one), one.Waiting.ToString(CultureInfo.InvariantCulture), one.Url })]);
        foreach (var notice in notices)
        {
            Console.Out.WriteLine($"{Output.Time(notice.At)}  {notice.Words}");
        }
    });

    private static Command Set()
    {
        var url = new Argument<string>("url") { Description = "An https address on the public internet, or in the networks that the settings allow" };
        var tokenFile = new Option<string>("--token-file") { Description = "File with the bearer token that the receiver asks for, 10 to 1,000 characters; - reads standard input", Required = true, HelpName = "FILE" };
        return ForKind("set", "Set up or change a callback; its signing secret is printed once, when it is new", [url], [tokenFile], async (arguments, database, service, kind, json, cancellationToken) =>
        {
            var configuration = new ConfigurationBuilder().AddEnvironmentVariables().Build();
            var options = configuration.GetSection(CallbackOptions.Section).Get<CallbackOptions>() ?? new CallbackOptions();
            if (CallbackUrl.WhyRefused(arguments.GetValue(url), options.AllowHttp, options.AllowsInternal) is { } wrong)
            {
                var hint = !options.AllowHttp && arguments.GetValue(url)?.StartsWith("http://", StringComparison.OrdinalIgnoreCase) == true
                    ? " (to try it out, 'Notify:Callbacks:AllowHttp' and 'Notify:Callbacks:AllowedNetworks' permit others)"
                    : "";
                throw new RefusedException($"url: {wrong}{hint}");
            }

            var token = (await ReadAsync(arguments.GetValue(tokenFile)!, cancellationToken)).Trim();
            if (CallbackUrl.WhyTokenRefused(token) is { } wrongToken)
            {
                throw new RefusedException($"bearer token: {wrongToken}");
            }

            PrintSecret(kind, await database.Callbacks.SetAsync(service, kind, arguments.GetValue(url)!, token, cancellationToken), json);
        });
    }

    private static Command Remove() => ForKind("remove", "Take a callback away, with all that waits for it", [], [], async (_, database, service, kind, json, cancellationToken) =>
    {
        if (!await database.Callbacks.RemoveAsync(service, kind, cancellationToken))
        {
            throw NotThere(kind);
        }

        Print(json, new { kind = kind.Wire(), removed = true }, $"The {kind.Wire()} callback is gone");
    });

    private static Command Rotate()
    {
        var grace = Verb.SpanOption("--grace", "How long the old secret signs, too (default: 24h)", TimeSpan.Zero);
        return ForKind("rotate", "Make a new signing secret and print it once", [], [grace], async (arguments, database, service, kind, json, cancellationToken) =>
            PrintSecret(kind, await database.Callbacks.RotateSecretAsync(service, kind, Verb.SpanOf(arguments, grace) ?? OneDay, cancellationToken) ?? throw NotThere(kind), json));
    }

    private static Command Attempts()
    {
        var failed = new Option<bool>("--failed") { Description = "Only those that did not go through" };
        return ForService("attempts", "Show the last requests to a service's callbacks", [failed], async (arguments, database, service, json, cancellationToken) =>
            PrintAttempts(await database.Callbacks.AttemptsAsync(service, null, arguments.GetValue(failed), 50, cancellationToken), json));
    }

    private static Command Replay()
    {
        var since = Verb.SpanOption("--since", "How far back (default: 24h)", TimeSpan.FromMinutes(1));
        var all = new Option<bool>("--all") { Description = "Also those that went through" };
        var id = new Option<Guid?>("--id") { Description = "Only of this notification, received text or complaint, failed or not and however old" };
        return ForKind("replay", "Send callbacks that were given up again", [], [since, all, id], async (arguments, database, service, kind, json, cancellationToken) =>
        {
            var only = arguments.GetValue(id);
            var queued = await database.Callbacks.ReplayAsync(
                service, kind, TimeProvider.System.GetUtcNow() - (Verb.SpanOf(arguments, since) ?? OneDay), !arguments.GetValue(all) && only is null, only, cancellationToken);
            if (queued == 0 && !(await database.Callbacks.ListAsync(service, cancellationToken)).Any(one => one.Kind == kind))
            {
                throw NotThere(kind);
            }

            Print(json, new { queued }, $"{queued} callbacks will be sent again");
        });
    }

    private static Command Resume() => ForKind("resume", "Switch a callback on again and send what waits", [], [], async (_, database, service, kind, json, cancellationToken) =>
    {
        var queued = await database.Callbacks.ResumeAsync(service, kind, cancellationToken) ?? throw NotThere(kind);
        Print(json, new { queued }, $"The {kind.Wire()} callback is on again; {queued} callbacks that wait will be sent");
    });

    private static Command ForService(
        string name, string description, IReadOnlyList<Option> options, Func<ParseResult, VerbDatabase, Guid, bool, CancellationToken, Task> run)
    {
        var service = new Argument<string>("service") { Description = "Id or name of the service" };
        var json = Verb.JsonOption();
        var data = Verb.DataOption();
        var command = new Command(name, description) { service };
        foreach (var option in options.Append(json).Append(data))
        {
            command.Options.Add(option);
        }

        command.Runs(async (arguments, cancellationToken) =>
        {
            await using var database = await VerbDatabase.OpenAsync(Verb.DataFolderOf(arguments, data), cancellationToken);
            var owner = await database.ServiceAsync(arguments.GetValue(service)!, cancellationToken);
            await run(arguments, database, owner.Id, arguments.GetValue(json), cancellationToken);
            return 0;
        });
        return command;
    }

    private static Command ForKind(
        string name,
        string description,
        IReadOnlyList<Argument> more,
        IReadOnlyList<Option> options,
        Func<ParseResult, VerbDatabase, Guid, CallbackKind, bool, CancellationToken, Task> run)
    {
        var service = new Argument<string>("service") { Description = "Id or name of the service" };
        var kind = new Argument<string>("kind") { Description = string.Join(", ", CallbackKinds.Words) };
        kind.AcceptOnlyFromAmong([.. CallbackKinds.Words]);
        var json = Verb.JsonOption();
        var data = Verb.DataOption();
        var command = new Command(name, description) { service, kind };
        foreach (var argument in more)
        {
            command.Arguments.Add(argument);
        }

        foreach (var option in options.Append(json).Append(data))
        {
            command.Options.Add(option);
        }

        command.Runs(async (arguments, cancellationToken) =>
        {
            await using var database = await VerbDatabase.OpenAsync(Verb.DataFolderOf(arguments, data), cancellationToken);
            var owner = await database.ServiceAsync(arguments.GetValue(service)!, cancellationToken);
            await run(arguments, database, owner.Id, CallbackKinds.Parse(arguments.GetValue(kind)!), arguments.GetValue(json), cancellationToken);
            return 0;
        });
        return command;
    }

    private static async Task<string> ReadAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            return file == "-" ? await Console.In.ReadToEndAsync(cancellationToken) : await File.ReadAllTextAsync(file, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RefusedException($"{file} cannot be read: {e.Message}", e);
        }
    }

    private static void PrintSecret(CallbackKind kind, string? secret, bool json) => Print(
        json,
        new { kind = kind.Wire(), signing_secret = secret },
        secret is null ? $"The {kind.Wire()} callback is changed; its signing secret is the same" : $"Signing secret of the {kind.Wire()} callback, not shown again: {secret}");

    private static void PrintAttempts(IReadOnlyList<CallbackAttempt> attempts, bool json)
    {
        if (json)
        {
            Output.Json(attempts.Select(one => new
            {
                at = one.At,
                kind = one.Kind.Wire(),
                delivery_id = one.DeliveryId,
                subject_id = one.SubjectId,
                @try = one.Try,
                outcome = one.Outcome,
                status_code = one.StatusCode,
                fault = one.Fault,
                duration_ms = one.DurationMs,
            }));
            return;
        }

        Output.Table(
            ["AT", "KIND", "OF", "TRY", "OUTCOME", "ANSWER", "MS"],
            [
                .. attempts.Select(one => new[]
                {
                    Output.Time(one.At), one.Kind.Wire(), one.SubjectId.ToString(), one.Try.ToString(CultureInfo.InvariantCulture), one.Outcome,
                    one.StatusCode?.ToString(CultureInfo.InvariantCulture) ?? one.Fault ?? "", one.DurationMs.ToString(CultureInfo.InvariantCulture),
                }),
            ]);
    }

    private static void Print<T>(bool json, T value, string words)
    {
        if (json)
        {
            Output.Json(value);
        }
        else
        {
            Console.Out.WriteLine(words);
        }
    }

    private static string State(ServiceCallback one) => one.SuspendedAt is not null ? "suspended" : one.FailingSince is not null ? "failing" : "active";

    private static RefusedException NotThere(CallbackKind kind) => new($"The service has no {kind.Wire()} callback: 'notify callback set' makes one");
}
