using System.CommandLine;
using System.CommandLine.Parsing;

namespace Notify.Server.Cli;

/// <summary>The command line: verbs, nothing else. Exit codes: 0 done, 1 refused or failed, 2 wrong usage.</summary>
internal static class NotifyCommand
{
    public static async Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand("Notify: government services send e-mails and text messages from templates.")
        {
            DemoVerb.Create(),
            ServeVerb.Create(),
            MigrateVerb.Create(),
            ApplyVerb.Create(),
            ServiceVerb.Create(),
            KeyVerb.Create(),
            TemplateVerb.Create(),
            ProviderVerb.Create(),
            NumberVerb.Create(),
            CallbackVerb.Create(),
            SuppressionVerb.Create(),
            BounceVerb.Create(),
            UploadVerb.Create(),
            DoctorVerb.Create(),
        };
        var result = root.Parse(args);
        if (result.Errors.Count > 0)
        {
            foreach (var error in result.Errors)
            {
                await Console.Error.WriteLineAsync(error.Message);
            }

            await Console.Error.WriteLineAsync($"See: notify {CommandPath(result)}--help");
            return 2;
        }

        // The library's own handling of signals breaks when one comes as the verb ends.
        using var stop = new StopSignals();
        return await result.InvokeAsync(
            new InvocationConfiguration { ProcessTerminationTimeout = null, EnableDefaultExceptionHandler = false }, stop.Token);
    }

    private static string CommandPath(ParseResult result)
    {
        var names = new List<string>();
        for (SymbolResult? at = result.CommandResult; at is CommandResult { Parent: not null } command; at = command.Parent)
        {
            names.Insert(0, command.Command.Name + " ");
        }

        return string.Concat(names);
    }
}
