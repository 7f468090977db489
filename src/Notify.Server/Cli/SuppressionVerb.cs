using System.CommandLine;
using Notify.Core.Notifications;
using Notify.Core.Suppressions;
using Notify.Server.Features.Suppressions;
using Notify.Server.Hosting;

namespace Notify.Server.Cli;

/// <summary><c>notify suppression list|add|remove</c>.</summary>
internal static class SuppressionVerb
{
    private const string Platform = "platform";

    public static Command Create() => new("suppression", "Recipients who are not written to: what bounced, who complained, who said STOP") { List(), Add(), Remove() };

    private static Command List()
    {
        var (service, json, data) = Common();
        var command = new Command("list", "Show the newest suppressions that count now") { service, json, data };
        command.Runs(async (arguments, cancellationToken) =>
        {
            await using var database = await VerbDatabase.OpenAsync(Verb.DataFolderOf(arguments, data), cancellationToken);
            var all = await database.Suppressions.ListAsync(await ScopeAsync(database, arguments.GetValue(service)!, cancellationToken), null, null, 250, cancellationToken);
            if (arguments.GetValue(json))
            {
                Output.Json(all.Select(one => new
                {
                    id = one.Id,
                    channel = one.Channel.Wire(),
                    recipient = one.Recipient,
                    reason = one.Reason.Wire(),
                    created_at = one.CreatedAt,
                    expires_at = one.ExpiresAt,
                    notification_id = one.SourceNotificationId,
                }));
            }
            else
            {
                Output.Table(
                    ["RECIPIENT", "REASON", "SINCE", "UNTIL"],
                    [
                        .. all.Select(one => new[]
                        {
                            one.Recipient, one.Reason.Wire(), Output.Time(one.CreatedAt), one.ExpiresAt is { } end ? Output.Time(end) : "it is removed",
                        }),
                    ]);
            }

            return 0;
        });
        return command;
    }

    private static Command Add()
    {
        var expires = Verb.SpanOption("--expires", "How long (default: until it is taken back)", TimeSpan.FromMinutes(1));
        return Change("add", "Write to a recipient no more", [expires], async (arguments, database, scope, channel, recipient, cancellationToken) =>
        {
            await database.Suppressions.AddAsync(scope, channel, recipient, SuppressionReason.Manual, Verb.SpanOf(arguments, expires), cancellationToken);
            return "The recipient is not written to";
        });
    }

    private static Command Remove() => Change("remove", "Write to a recipient again", [], async (_, database, scope, _, recipient, cancellationToken) =>
        await database.Suppressions.RemoveAsync(scope, null, recipient, "operator", cancellationToken) > 0
            ? scope is null ? "The recipient is written to again" : "The recipient is written to again, unless a complaint counts for the whole platform: 'notify suppression list platform'"
            : throw new RefusedException("The recipient is not suppressed there: 'notify suppression list' shows who is; complaints count for 'platform', too"));

    private static Command Change(
        string name, string description, IReadOnlyList<Option> options, Func<ParseResult, VerbDatabase, Guid?, Channel, string, CancellationToken, Task<string>> run)
    {
        var (service, json, data) = Common();
        var recipient = new Argument<string>("recipient") { Description = "An e-mail address or a phone number" };
        var command = new Command(name, description) { service, recipient, json, data };
        foreach (var option in options)
        {
            command.Options.Add(option);
        }

        command.Runs(async (arguments, cancellationToken) =>
        {
            var configuration = new ConfigurationBuilder().AddEnvironmentVariables().Build();
            var nation = CoreSetup.Nation(configuration, TemplateFolder.Find(configuration));
            var (channel, normal) = SuppressedRecipient.Read(arguments.GetValue(recipient)!, nation.PhoneRules)
                ?? throw new RefusedException("That is neither an e-mail address nor a phone number");
            await using var database = await VerbDatabase.OpenAsync(Verb.DataFolderOf(arguments, data), cancellationToken);
            var scope = await ScopeAsync(database, arguments.GetValue(service)!, cancellationToken);
            var words = await run(arguments, database, scope, channel, normal, cancellationToken);
            if (arguments.GetValue(json))
            {
                Output.Json(new { service_id = scope, channel = channel.Wire(), recipient = normal });
            }
            else
            {
                Console.Out.WriteLine(words);
            }

            return 0;
        });
        return command;
    }

    private static (Argument<string> Service, Option<bool> Json, Option<DirectoryInfo?> Data) Common() => (
        new Argument<string>("service") { Description = $"Id or name of the service, or '{Platform}' for what counts for all" }, Verb.JsonOption(), Verb.DataOption());

    /// <returns>Null: the whole platform.</returns>
    private static async Task<Guid?> ScopeAsync(VerbDatabase database, string name, CancellationToken cancellationToken) =>
        name == Platform ? null : (await database.ServiceAsync(name, cancellationToken)).Id;
}
