using System.CommandLine;
using System.Globalization;
using Notify.Core.Nations;
using Notify.Core.Notifications;
using Notify.Server.Hosting;

namespace Notify.Server.Cli;

/// <summary><c>notify service retention SERVICE [--email DAYS] [--sms DAYS]</c>: shows or changes how long a service keeps what it sent.</summary>
internal static class RetentionVerb
{
    public static Command Create()
    {
        var name = new Argument<string>("service") { Description = "Id or name" };
        var email = Days("--email", "e-mails");
        var sms = Days("--sms", "texts");
        var json = Verb.JsonOption();
        var data = Verb.DataOption();
        var command = new Command("retention", "Show or change how many days a service keeps its messages") { name, email, sms, json, data };
        command.Runs(async (arguments, cancellationToken) =>
        {
            var configuration = new ConfigurationBuilder().AddEnvironmentVariables().Build();
            var rules = CoreSetup.Nation(configuration, TemplateFolder.Find(configuration)).Retention;
            await using var database = await VerbDatabase.OpenAsync(Verb.DataFolderOf(arguments, data), cancellationToken);
            var service = await database.ServiceAsync(arguments.GetValue(name)!, cancellationToken);
            var asked = new[] { (Channel.Email, arguments.GetValue(email)), (Channel.Sms, arguments.GetValue(sms)) };
            foreach (var (_, days) in asked)
            {
                Demand(days, rules);
            }

            foreach (var (channel, days) in asked)
            {
                if (days is { } number)
                {
                    await database.Retention.SetAsync(service.Id, channel, number, cancellationToken);
                }
            }

            var chosen = await database.Retention.ListAsync(service.Id, cancellationToken);
            var kept = ChannelNames.Sent.Select(channel => (Channel: channel, Days: chosen.GetValueOrDefault((service.Id, channel), rules.Days))).ToArray();
            if (arguments.GetValue(json))
            {
                Output.Json(new { service_id = service.Id, email = kept[0].Days, sms = kept[1].Days });
            }
            else
            {
                Output.Table(["MESSAGES", "DAYS"], [.. kept.Select(one => new[] { one.Channel.Wire(), one.Days.ToString(CultureInfo.InvariantCulture) })]);
            }

            return 0;
        });
        return command;
    }

    private static Option<int?> Days(string name, string what) => new(name) { Description = $"Whole days that {what} are kept", HelpName = "DAYS" };

    /// <exception cref="RefusedException">The nation does not allow so few, or so many.</exception>
    private static void Demand(int? days, RetentionSettings rules)
    {
        if (days is { } number && (number < rules.MinDays || number > rules.MaxDays))
        {
            throw new RefusedException($"Messages are kept {rules.MinDays} to {rules.MaxDays} days, not {number}");
        }
    }
}
