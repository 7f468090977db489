using System.CommandLine;
using System.Globalization;
using Microsoft.AspNetCore.Connections;
using Notify.Core.Secrets;
using Notify.Data.Embedded;
using Notify.Data.Migrations;
using Notify.Server.Hosting;
using Npgsql;

namespace Notify.Server.Cli;

/// <summary>What all verbs share: the edge where what went wrong becomes one line and an exit code.</summary>
internal static class Verb
{
    /// <summary>Prints JSON for scripts instead of text for people.</summary>
    public static Option<bool> JsonOption() => new("--json") { Description = "Print JSON for scripts" };

    public static Option<DirectoryInfo?> DataOption() => new("--data")
    {
        Description = $"Folder for the private PostgreSQL and this machine's keys (default: {DataFolder.Variable}, else the user's data folder)",
        HelpName = "DIR",
    };

    /// <param name="otherwise">What is used without it, in words.</param>
    public static Option<int?> PortOption(string otherwise)
    {
        var option = new Option<int?>("--port") { Description = $"Port on this machine's loopback address (default: {otherwise})", HelpName = "N" };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && !(ushort.TryParse(result.Tokens[0].Value, out var port) && port > 0))
            {
                result.AddError($"'{result.Tokens[0].Value}' is not a port: a number from 1 to 65535");
            }
        });
        return option;
    }

    /// <summary>A span of time in days, hours or minutes; read with <see cref="SpanOf"/>.</summary>
    /// <param name="least">The shortest that makes sense.</param>
    public static Option<string?> SpanOption(string name, string description, TimeSpan least)
    {
        var option = new Option<string?>(name) { Description = description, HelpName = "SPAN" };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && !(Span(result.Tokens[0].Value) >= least))
            {
                result.AddError($"'{result.Tokens[0].Value}' is not a span of time: a number and d, h or m, such as 90d, at most ten years");
            }
        });
        return option;
    }

    /// <returns>Null when the option is not given.</returns>
    public static TimeSpan? SpanOf(ParseResult arguments, Option<string?> option) => arguments.GetValue(option) is { } text ? Span(text) : null;

    /// <summary>The folder named on the command line, in the environment, or the usual one.</summary>
    public static string DataFolderOf(ParseResult arguments, Option<DirectoryInfo?> option) =>
        arguments.GetValue(option)?.FullName ?? DataFolder.Default();

    /// <param name="run">Returns the exit code; throws what it cannot do.</param>
    public static void Runs(this Command command, Func<ParseResult, CancellationToken, Task<int>> run) =>
        command.SetAction(async (arguments, cancellationToken) =>
        {
            try
            {
                return await run(arguments, cancellationToken);
            }
            catch (Exception e) when (OneLine(e) is { } line)
            {
                await Console.Error.WriteLineAsync(line);
                return 1;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return 1;
            }
        });

    /// <returns>What to tell a person, or null for an error of ours, whose trace is wanted.</returns>
    private static string? OneLine(Exception e) => e switch
    {
        RefusedException or EmbeddedPostgresException or MigrationException or UndecipherableException => e.Message,
        Microsoft.Extensions.Options.OptionsValidationException invalid => string.Join(" ", invalid.Failures),
        // A setting that is no number, span of time or the like: the binder names it and what it says.
        InvalidOperationException { InnerException: FormatException or ArgumentException or OverflowException } unreadable
            when unreadable.Message.Contains("configuration value", StringComparison.Ordinal) => unreadable.Message,
        IOException { InnerException: AddressInUseException } => $"{e.Message} Stop the program that uses it, or choose another with --port.",
        NpgsqlException or System.Net.Sockets.SocketException =>
            $"The database does not do what is asked ({DatabaseFaults.Words(e)}): see 'notify doctor'",
        _ => null,
    };

    private static TimeSpan? Span(string text)
    {
        if (text.Length is < 2 or > 8 || !int.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return null;
        }

        var span = text[^1] switch
        {
            'd' => TimeSpan.FromDays(number),
            'h' => TimeSpan.FromHours(number),
            'm' => TimeSpan.FromMinutes(number),
            _ => TimeSpan.MaxValue,
        };
        return span <= TimeSpan.FromDays(3660) ? span : null;
    }
}
