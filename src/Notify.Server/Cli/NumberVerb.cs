using System.CommandLine;
using Notify.Core.ReceivedTexts;
using Notify.Server.Hosting;

namespace Notify.Server.Cli;

/// <summary><c>notify number add|list|remove</c>: the numbers that people write to.</summary>
internal static class NumberVerb
{
    public static Command Create() => new("number", "Numbers that people can write to") { Add(), List(), Remove() };

    private static Command Add() => Change(
        "add",
        "Give a number to a service, which may receive texts from then on",
        async (database, service, number, cancellationToken) => await database.ReceivedTexts.AddNumberAsync(service, number, cancellationToken)
            ? $"Texts to {number} now come to the service. Have the carrier hand them to /receipts/twilio/inbound, or /receipts/GATEWAY/inbound, of the public address"
            : throw new RefusedException($"Another service has {number}: 'notify number list' shows which; take it away there first"));

    private static Command Remove() => Change(
        "remove",
        "Take a number from a service",
        async (database, service, number, cancellationToken) => await database.ReceivedTexts.RemoveNumberAsync(service, number, cancellationToken)
            ? $"Texts to {number} come to nobody now"
            : throw new RefusedException($"The service does not have {number}: 'notify number list' shows what there is"));

    private static Command Change(string verb, string description, Func<VerbDatabase, Guid, string, CancellationToken, Task<string>> changeAsync)
    {
        var service = new Argument<string>("service") { Description = "Name or id" };
        var number = new Argument<string>("number") { Description = "As people dial it, or with + and country code; short codes as they are" };
        var json = Verb.JsonOption();
        var data = Verb.DataOption();
        var command = new Command(verb, description) { service, number, json, data };
        command.Runs(async (arguments, cancellationToken) =>
        {
            var configuration = new ConfigurationBuilder().AddEnvironmentVariables().Build();
            var nation = CoreSetup.Nation(configuration, TemplateFolder.Find(configuration));
            var normal = InboundNumber.Normalise(arguments.GetValue(number)!, nation.PhoneRules)
                ?? throw new RefusedException($"'{arguments.GetValue(number)}' is neither a phone number nor a short code");
            await using var database = await VerbDatabase.OpenAsync(Verb.DataFolderOf(arguments, data), cancellationToken);
            var owner = await database.ServiceAsync(arguments.GetValue(service)!, cancellationToken);
            var done = await changeAsync(database, owner.Id, normal, cancellationToken);
            if (arguments.GetValue(json))
            {
                Output.Json(new { service_id = owner.Id, number = normal });
            }
            else
            {
                Console.Out.WriteLine(done);
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
