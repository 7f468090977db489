using System.CommandLine;
using Notify.Core.Nations;
using Notify.Core.ReceivedTexts;
using Notify.Server.Hosting;

namespace Notify.Server.Cli;

/// <summary><c>notify number add|list|remove|texts</c>: the numbers that people write to, and what they write.</summary>
internal static class NumberVerb
{
    private const int TextsShown = 100;

    public static Command Create() => new("number", "Numbers that people can write to") { Add(), List(), Remove(), Texts() };

    private static Command Add()
    {
        var (service, number) = Arguments();
        var isDefault = new Option<bool>("--default") { Description = "Texts of the service that name no sender come from it; without it, only where the service has no other sender" };
        var json = Verb.JsonOption();
        var data = Verb.DataOption();
        var command = new Command("add", "Give a number to a service, which may receive texts from then on and send them from it")
        {
            service, number, isDefault, json, data,
        };
        command.Runs(async (arguments, cancellationToken) =>
        {
            var (normal, nation) = Normal(arguments.GetValue(number)!);
            await using var database = await VerbDatabase.OpenAsync(Verb.DataFolderOf(arguments, data), cancellationToken);
            var owner = await database.ServiceAsync(arguments.GetValue(service)!, cancellationToken);
            var sender = await database.Numbers(nation).AddAsync(owner.Id, normal, arguments.GetValue(isDefault), cancellationToken)
                ?? throw new RefusedException($"Another service has {normal}: 'notify number list' shows which; take it away there first");
            if (arguments.GetValue(json))
            {
                Output.Json(new { service_id = owner.Id, number = normal, sms_sender_id = sender.Id, is_default = sender.IsDefault });
                return 0;
            }

            Console.Out.WriteLine(
                $"Texts to {normal} now come to the service. Have the carrier hand them to /receipts/twilio/inbound, or /receipts/GATEWAY/inbound, of the public address");
            Console.Out.WriteLine(sender.IsDefault
                ? $"Its texts come from {normal} unless they name another sender"
                : $"Its texts come from {normal} when they name it (sms_sender_id {sender.Id}); with --default they do unless they name another");
            Console.Out.WriteLine("Where the workers' settings name a sender for all texts (Notify:Twilio:From, Notify:Twilio:MessagingServiceSid), they come from that one");
            return 0;
        });
        return command;
    }

    private static Command Remove()
    {
        var (service, number) = Arguments();
        var json = Verb.JsonOption();
        var data = Verb.DataOption();
        var command = new Command("remove", "Take a number from a service, whose texts come from it no more") { service, number, json, data };
        command.Runs(async (arguments, cancellationToken) =>
        {
            var (normal, nation) = Normal(arguments.GetValue(number)!);
            await using var database = await VerbDatabase.OpenAsync(Verb.DataFolderOf(arguments, data), cancellationToken);
            var owner = await database.ServiceAsync(arguments.GetValue(service)!, cancellationToken);
            var (had, sender) = await database.Numbers(nation).RemoveAsync(owner.Id, normal, cancellationToken);
            if (!had)
            {
                throw new RefusedException($"The service does not have {normal}: 'notify number list' shows what there is");
            }

            if (arguments.GetValue(json))
            {
                Output.Json(new { service_id = owner.Id, number = normal });
                return 0;
            }

            Console.Out.WriteLine($"Texts to {normal} come to nobody now");
            Console.Out.WriteLine($"Texts of the service that name no sender come from {sender?.Sender ?? $"the nation's, {nation.Sms.Senders.Default}"}");
            return 0;
        });
        return command;
    }

    private static (Argument<string> Service, Argument<string> Number) Arguments() => (
        new("service") { Description = "Name or id" },
        new("number") { Description = "As people dial it, or with + and country code; short codes as they are" });

    private static (string Number, NationPack Nation) Normal(string number)
    {
        var configuration = new ConfigurationBuilder().AddEnvironmentVariables().Build();
        var nation = CoreSetup.Nation(configuration, TemplateFolder.Find(configuration));
        return (InboundNumber.Normalise(number, nation.PhoneRules) ?? throw new RefusedException($"'{number}' is neither a phone number nor a short code"), nation);
    }

    private static Command Texts()
    {
        var service = new Argument<string>("service") { Description = "Name or id" };
        var json = Verb.JsonOption();
        var data = Verb.DataOption();
        var command = new Command("texts", "Show the newest texts that people sent to a service, and which of them ask for something") { service, json, data };
        command.Runs(async (arguments, cancellationToken) =>
        {
            await using var database = await VerbDatabase.OpenAsync(Verb.DataFolderOf(arguments, data), cancellationToken);
            var owner = await database.ServiceAsync(arguments.GetValue(service)!, cancellationToken);
            var texts = await database.ReceivedTexts.ListAsync(owner.Id, olderThan: null, TextsShown, cancellationToken);
            if (arguments.GetValue(json))
            {
                Output.Json(texts.Select(text => new
                {
                    id = text.Id,
                    created_at = text.CreatedAt,
                    user_number = text.UserNumber,
                    notify_number = text.NotifyNumber,
                    asks_for = text.OptOut?.Wire(),
                    content = text.Content,
                }));
            }
            else
            {
                Output.Table(
                    ["RECEIVED", "FROM", "TO", "ASKS FOR", "TEXT"],
                    [.. texts.Select(text => new[] { Output.Time(text.CreatedAt), Output.OnOneLine(text.UserNumber), text.NotifyNumber, text.OptOut?.Wire() ?? "", Output.OnOneLine(text.Content) })]);
            }

            return 0;
        });
        return command;
    }

    private static Command List()
    {
        var json = Verb.JsonOption();
        var data = Verb.DataOption();
        var command = new Command("list", "List all numbers and the services that have them") { json, data };
        command.Runs(async (arguments, cancellationToken) =>
        {
            await using var database = await VerbDatabase.OpenAsync(Verb.DataFolderOf(arguments, data), cancellationToken);
            var numbers = await database.ReceivedTexts.ListNumbersAsync(cancellationToken);
            if (arguments.GetValue(json))
            {
                Output.Json(numbers.Select(entry => new { number = entry.Number, service_id = entry.ServiceId, service_name = entry.ServiceName }));
            }
            else
            {
                Output.Table(["NUMBER", "SERVICE", "ID"], [.. numbers.Select(entry => new[] { entry.Number, entry.ServiceName, entry.ServiceId.ToString() })]);
            }

            return 0;
        });
        return command;
    }
}
