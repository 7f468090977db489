using System.CommandLine;
using System.Globalization;
using Notify.Core.Notifications;
using Notify.Core.Providers;
using Notify.Data.Providers;
using Notify.Server.Hosting;

namespace Notify.Server.Cli;

/// <summary><c>notify provider list|set|history</c>: who carries messages, with what share, and the switch by hand.</summary>
internal static class ProviderVerb
{
    private const int MostVersions = 100;

    public static Command Create() => new("provider", "Providers: who carries e-mails and texts, and with what share") { List(), Set(), History() };

    private static Command List()
    {
        var json = Verb.JsonOption();
        var data = Verb.DataOption();
        var command = new Command("list", "List the providers of each channel with their shares") { json, data };
        command.Runs(async (arguments, cancellationToken) =>
        {
            await using var database = await VerbDatabase.OpenAsync(Verb.DataFolderOf(arguments, data), cancellationToken);
            var shares = await database.Providers.ListAsync(cancellationToken);
            var alarms = await database.ProviderAlarms.ListAsync(cancellationToken);
            if (arguments.GetValue(json))
            {
                Output.Json(shares.Select(share => Shown(share, alarms)));
                return 0;
            }

            foreach (var share in shares)
            {
                Console.Out.WriteLine(
                    $"{share.Channel.Wire(),-6} {share.Name,-30} weight {share.Weight,3} (rests at {share.RestingWeight}){(share.Active ? "" : ", switched off")}");
            }

            if (shares.Count == 0)
            {
                Console.Out.WriteLine("None yet: a worker makes those of its settings, or of the nation's pack, known when it starts.");
            }

            foreach (var alarm in alarms)
            {
                Console.Out.WriteLine($"ALARM  {Words(alarm)}\n      → {alarm.Mend}");
            }

            return 0;
        });
        return command;
    }

    private static Command Set()
    {
        var (channel, name) = (ChannelArgument(), NameArgument());
        var weight = new Option<int?>("--weight") { Description = "Its share from now on, 0 to 100; it returns step by step to that of the settings, or of the nation's pack" };
        weight.Validators.Add(result =>
        {
            if (result.GetValue(weight) is < 0 or > ProviderBalance.MaxWeight)
            {
                result.AddError("A weight is a number from 0 to 100");
            }
        });
        var on = new Option<bool>("--on") { Description = "Use it again" };
        var off = new Option<bool>("--off") { Description = "Give it nothing until it is switched on again" };
        var by = new Option<string>("--by")
        {
            Description = "Who changes it, for the history; without it, the user of this machine",
            DefaultValueFactory = _ => OfThisMachine(),
        };
        by.Validators.Add(result =>
        {
            if (result.GetValue(by)?.Trim() is not { Length: > 0 and <= 100 } who || who.Any(char.IsControl) || who == ProviderStore.Ourselves)
            {
                result.AddError($"--by is the name of a person, on one line of at most 100 characters; '{ProviderStore.Ourselves}' stands for what nobody asked for");
            }
        });
        var reason = new Option<string>("--reason") { Description = "Why, for the history; names nobody", Required = true };
        var json = Verb.JsonOption();
        var data = Verb.DataOption();
        var command = new Command("set", "Change a provider's share, or switch it on or off; all workers follow within two seconds")
        {
            channel, name, weight, on, off, reason, by, json, data,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(on) && result.GetValue(off))
            {
                result.AddError("Give --on or --off, not both");
            }

            if (result.GetValue(weight) is null && !result.GetValue(on) && !result.GetValue(off))
            {
                result.AddError("Say what to change: --weight, --on or --off");
            }
        });
        command.Runs(async (arguments, cancellationToken) =>
        {
            var why = arguments.GetValue(reason)!.Trim();
            if (why.Length is 0 or > 500 || why.Any(char.IsControl))
            {
                throw new RefusedException("A reason is one line of at most 500 characters");
            }

            await using var database = await VerbDatabase.OpenAsync(Verb.DataFolderOf(arguments, data), cancellationToken);
            var of = ChannelNames.Parse(arguments.GetValue(channel)!);
            var changes = await database.Providers.ChangeAsync(
                of,
                [arguments.GetValue(name)!],
                TimeSpan.Zero,
                arguments.GetValue(by)!.Trim(),
                shares => [.. shares.Select(share => (Changed(share, arguments.GetValue(weight), arguments.GetValue(on), arguments.GetValue(off)), why))],
                cancellationToken);
            if (changes.Count == 0)
            {
                throw NotThere(of, arguments.GetValue(name)!);
            }

            var share = changes[0].Share;
            if (arguments.GetValue(json))
            {
                Output.Json(Shown(share, await database.ProviderAlarms.ListAsync(cancellationToken)));
            }
            else
            {
                Console.Out.WriteLine($"{share.Name} of {share.Channel.Wire()} has weight {share.Weight} and is switched {(share.Active ? "on" : "off")}.");
            }

            if (!share.Active)
            {
                var left = (await database.Providers.ListAsync(cancellationToken)).FindAll(other => other.Channel == of && other.Active).ConvertAll(other => other.Name);
                Console.Error.WriteLine(left.Count == 0
                    ? $"No provider of {of.Wire()} is switched on: messages wait until one is, and fail when they have waited too long."
                    : $"Still switched on: {string.Join(", ", left)}. Only those that the workers' settings name are used.");
            }

            return 0;
        });
        return command;
    }

    private static Command History()
    {
        var (channel, name) = (ChannelArgument(), NameArgument());
        var json = Verb.JsonOption();
        var data = Verb.DataOption();
        var command = new Command("history", "Show the last changes of a provider's share, with who made them and why") { channel, name, json, data };
        command.Runs(async (arguments, cancellationToken) =>
        {
            await using var database = await VerbDatabase.OpenAsync(Verb.DataFolderOf(arguments, data), cancellationToken);
            var of = ChannelNames.Parse(arguments.GetValue(channel)!);
            var changes = await database.Providers.HistoryAsync(of, arguments.GetValue(name)!, MostVersions, cancellationToken);
            if (changes.Count == 0 && !(await database.Providers.ListAsync(cancellationToken)).Exists(share => share.Channel == of && share.Name == arguments.GetValue(name)))
            {
                throw NotThere(of, arguments.GetValue(name)!);
            }

            if (arguments.GetValue(json))
            {
                Output.Json(changes.Select(change => new
                {
                    version = change.Version,
                    weight = change.Weight,
                    active = change.Active,
                    reason = change.Reason,
                    changed_by = change.ChangedBy,
                    changed_at = Stamp(change.ChangedAt),
                }));
                return 0;
            }

            foreach (var change in changes)
            {
                Console.Out.WriteLine(
                    $"{Stamp(change.ChangedAt)}  weight {change.Weight,3}, {(change.Active ? "on " : "off")}  {change.Reason} ({change.ChangedBy})");
            }

            if (changes.Count == 0)
            {
                Console.Out.WriteLine("Never changed.");
            }

            return 0;
        });
        return command;
    }

    private static RefusedException NotThere(Channel channel, string name) =>
        new($"There is no provider '{name}' of {channel.Wire()}: 'notify provider list' shows them");

    /// <summary>A service's own user, as in a container, may be named like the product, which is no person.</summary>
    private static string OfThisMachine() =>
        Environment.UserName is { Length: > 0 } user && user != ProviderStore.Ourselves ? user : $"{Environment.UserName}@{Environment.MachineName}";

    private static ProviderShare Changed(ProviderShare share, int? weight, bool on, bool off) =>
        share with { Weight = weight ?? share.Weight, Active = on || (!off && share.Active) };

    private static object Shown(ProviderShare share, IEnumerable<ProviderAlarm> alarms) => new
    {
        channel = share.Channel.Wire(),
        name = share.Name,
        weight = share.Weight,
        resting_weight = share.RestingWeight,
        active = share.Active,
        alarms = alarms.Where(alarm => alarm.Provider == share.Name).Select(alarm => new
        {
            code = alarm.Code,
            answers = alarm.Answers,
            since = Stamp(alarm.Since),
            last_at = Stamp(alarm.LastAt),
            mend = alarm.Mend,
        }),
    };

    /// <summary>How often and when an alarm was raised.</summary>
    internal static string Words(ProviderAlarm alarm) =>
        string.Create(CultureInfo.InvariantCulture, $"{alarm.Provider} said {alarm.Code} {alarm.Answers} times since {Stamp(alarm.Since)}, last at {Stamp(alarm.LastAt)}");

    private static string Stamp(DateTimeOffset time) => time.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    private static Argument<string> ChannelArgument()
    {
        var channel = new Argument<string>("channel") { Description = "email or sms" };
        channel.AcceptOnlyFromAmong("email", "sms");
        return channel;
    }

    private static Argument<string> NameArgument() => new("name") { Description = "Name of the provider, as 'notify provider list' shows it" };
}
