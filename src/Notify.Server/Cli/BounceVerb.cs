using System.CommandLine;
using Notify.Core.Secrets;
using Notify.Data.Embedded;
using Notify.Data.Migrations;
using Notify.Providers.Email.Bounces;
using Notify.Server.Hosting;
using Npgsql;

namespace Notify.Server.Cli;

/// <summary><c>notify bounce</c>: takes one bounce or complaint from a mail server's pipe.</summary>
/// <remarks>Exit codes are those of <c>sysexits.h</c>, which mail servers understand: 0 the message is done with, whatever it was;
/// 75 (EX_TEMPFAIL) keep it and come again. Never 1, on which a mail server would throw the message away.</remarks>
internal static class BounceVerb
{
    /// <summary>EX_TEMPFAIL.</summary>
    public const int ComeAgain = 75;

    public static Command Create()
    {
        var recipient = new Option<string?>("--recipient")
        {
            Description = "Address the mail server delivered the message to (Postfix: ${original_recipient}); else it is looked for in the headers",
            HelpName = "ADDRESS",
        };
        var json = Verb.JsonOption();
        var data = Verb.DataOption();
        var command = new Command(
            "bounce",
            "Take a bounce or complaint of an e-mail from standard input; for the pipe of a mail server. Exit code 0: done, also when it is none of ours; 75: the mail server is to keep it and come again")
        {
            recipient, json, data,
        };
        command.Runs(async (arguments, cancellationToken) =>
        {
            try
            {
                using var message = await ReadAsync(Console.OpenStandardInput(), cancellationToken);
                var folder = Verb.DataFolderOf(arguments, data);
                RefuseWithoutSettings(folder);
                await using var database = await VerbDatabase.OpenAsync(folder, cancellationToken);
                using var carrier = database.CarryCounts();
                var kind = await database.Bounces.TakeAsync(message, arguments.GetValue(recipient), cancellationToken);
                await database.ProviderAnswers.StoreAlarmsAsync(cancellationToken);
                await carrier.LeaveAsync();
                if (arguments.GetValue(json))
                {
                    Output.Json(new { kind = kind.ToString().ToLowerInvariant() });
                }
                else
                {
                    Console.Out.WriteLine(Words(kind));
                }

                return 0;
            }
            catch (Exception e) when (e is RefusedException or NpgsqlException or TimeoutException or MigrationException or UndecipherableException or IOException
                or System.Net.Sockets.SocketException or Microsoft.Extensions.Options.OptionsValidationException or EmbeddedPostgresException)
            {
                await Console.Error.WriteLineAsync(e is NpgsqlException or System.Net.Sockets.SocketException
                    ? $"The database does not do what is asked ({DatabaseFaults.Words(e)}): keep the message and come again"
                    : $"{e.Message.TrimEnd('.')}. Keep the message and come again.");
                return ComeAgain;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return ComeAgain;
            }
            catch (Exception e)
            {
                // The edge of a verb: whatever went wrong, the message must not be lost for it. The message of an unknown exception may repeat what it read.
                await Console.Error.WriteLineAsync($"Something unforeseen went wrong ({e.GetType().Name}). Keep the message and come again.");
                return ComeAgain;
            }
        });
        return command;
    }

    /// <summary>Other verbs make a database and a key for themselves when none are set. Here every bounce would be taken for a stranger's and be gone.</summary>
    private static void RefuseWithoutSettings(string folder)
    {
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable(DatabaseAddress.Variable)) && EmbeddedPostgres.FindRunning(folder) is null)
        {
            throw new RefusedException($"{DatabaseAddress.Variable} is not set: set it as the servers have it");
        }

        var keys = new ConfigurationBuilder().AddEnvironmentVariables().Build().GetSection($"{EncryptionOptions.Section}:Keys");
        if (!keys.GetChildren().Any() && !KeyRingLoader.HasOwnKey(folder))
        {
            throw new RefusedException($"No encryption keys are set, so no bounce can be proven: set {EncryptionOptions.Section}:Keys as the servers have them");
        }
    }

    /// <summary>At most as much as is looked at; what tells of the failure stands at the beginning.</summary>
    private static async Task<MemoryStream> ReadAsync(Stream input, CancellationToken cancellationToken)
    {
        var message = new MemoryStream();
        var buffer = new byte[64 * 1024];
        int read;
        while ((read = await input.ReadAsync(buffer, cancellationToken)) > 0)
        {
            // The rest is read, too, and dropped: a writer whose pipe is shut thinks that we failed.
            message.Write(buffer, 0, (int)Math.Min(read, BounceReader.MaxBytes - message.Length));
        }

        message.Position = 0;
        return message;
    }

    private static string Words(BounceKind kind) => kind switch
    {
        BounceKind.Matched => "Recorded what became of the notification.",
        BounceKind.Unmatched => "Ignored: nothing in it proves which notification it is about.",
        BounceKind.Forged => "Ignored: it names a notification with a proof that is not ours.",
        BounceKind.AutoReply => "Ignored: the answer of a machine.",
        BounceKind.NotABounce => "Ignored: neither a bounce nor a complaint.",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
