using System.CommandLine;
using Notify.Data.Migrations;
using Notify.Server.Hosting;
using Npgsql;

namespace Notify.Server.Cli;

/// <summary><c>notify migrate</c>: brings the database to this version's schema.</summary>
internal static class MigrateVerb
{
    public static Command Create()
    {
        var check = new Option<bool>("--check") { Description = "Change nothing; exit with 1 when something is missing" };
        var json = Verb.JsonOption();
        var data = Verb.DataOption();
        var command = new Command("migrate", "Bring the database to this version's schema; safe on many hosts at once") { check, json, data };
        command.Runs(async (arguments, cancellationToken) =>
        {
            var (address, embedded) = await VerbDatabase.FindAsync(Verb.DataFolderOf(arguments, data), cancellationToken);
            await using (embedded)
            {
                try
                {
                    return arguments.GetValue(check)
                        ? Report(await DatabaseSchema.CheckAsync(address, cancellationToken), address, arguments.GetValue(json))
                        : Report(await DatabaseSchema.UpgradeAsync(address, cancellationToken), address, arguments.GetValue(json));
                }
                catch (Exception e) when (e is NpgsqlException or System.Net.Sockets.SocketException)
                {
                    throw DatabaseFaults.Refusal(address, e);
                }
            }
        });
        return command;
    }

    private static int Report(SchemaState state, DatabaseAddress address, bool json)
    {
        if (json)
        {
            Output.Json(new { up_to_date = state.IsUpToDate, too_new = state.IsTooNew, missing = state.Missing });
        }
        else if (state.IsTooNew)
        {
            Console.Error.WriteLine($"The {address} is newer than this version of Notify allows: install a newer version");
        }
        else if (state.IsUpToDate)
        {
            Console.Out.WriteLine($"The {address} is up to date.");
        }
        else
        {
            Console.Error.WriteLine($"The {address} lacks {string.Join(", ", state.Missing)}: run 'notify migrate'");
        }

        return state.IsUpToDate && !state.IsTooNew ? 0 : 1;
    }

    private static int Report(IReadOnlyList<string> run, DatabaseAddress address, bool json)
    {
        if (json)
        {
            Output.Json(new { migrations = run });
        }
        else if (run.Count == 0)
        {
            Console.Out.WriteLine($"The {address} is up to date.");
        }
        else
        {
            Console.Out.WriteLine($"Ran {string.Join(", ", run)} on the {address}.");
        }

        return 0;
    }
}
