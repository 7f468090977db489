using System.CommandLine;
using System.Text;
using Notify.Core.Declarations;
using Notify.Core.Nations;
using Notify.Server.Cli.Apply;
using Notify.Server.Features.Declarations;
using Notify.Server.Hosting;

namespace Notify.Server.Cli;

/// <summary><c>notify apply</c>: makes services what a file says.</summary>
internal static class ApplyVerb
{
    /// <summary>Stands at the argument: the verb's own description is one line in the list of verbs.</summary>
    private const string Essentials =
        """
        The file, or - for standard input. Services are found by name (or id), templates by their stable name;
        what is not there is made. What the file does not mention stays as it is; a list of permissions, members,
        guests, reply-to addresses or text senders that is given is the whole list. Keys and templates are stopped
        only by 'revoked: true' and 'archived: true'. Applying twice changes nothing. New keys are printed, once.
        templates/starter/service.yaml, beside the program, explains every member.
        """;

    public static Command Create()
    {
        var file = new Argument<string>("file") { Description = Essentials };
        var dryRun = new Option<bool>("--dry-run") { Description = "Show what would change, with + ~ - in front, and change nothing" };
        var json = Verb.JsonOption();
        var data = Verb.DataOption();
        var command = new Command("apply", "Make services what a file in YAML or JSON says: settings, team, senders, keys, templates") { file, dryRun, json, data };
        command.Runs(async (arguments, cancellationToken) =>
        {
            var configuration = new ConfigurationBuilder().AddEnvironmentVariables().Build();
            var nation = CoreSetup.Nation(configuration, TemplateFolder.Find(configuration));
            var name = arguments.GetValue(file)!;
            var declared = await ReadAsync(name, nation, cancellationToken);
            await using var database = await VerbDatabase.OpenAsync(Verb.DataFolderOf(arguments, data), cancellationToken);
            var apply = database.Applying(nation);
            var report = new ApplyReport(name, arguments.GetValue(dryRun), arguments.GetValue(json));
            var planned = await apply.PlanAsync(declared.Services, cancellationToken);
            RefuseProblems(name, planned);
            if (arguments.GetValue(dryRun))
            {
                foreach (var service in planned)
                {
                    report.Add(service);
                }

                report.End();
                return 0;
            }

            try
            {
                foreach (var service in declared.Services)
                {
                    // A signal to stop comes between two services: the text of a key that was made must still be shown.
                    cancellationToken.ThrowIfCancellationRequested();
                    var written = await apply.WriteAsync(service, CancellationToken.None);
                    RefuseProblems(name, [written]);
                    report.Add(written);
                }
            }
            finally
            {
                report.End();
            }

            return 0;
        });
        return command;
    }

    /// <exception cref="RefusedException">The file cannot be read or is wrong; everything found is in the message.</exception>
    private static async Task<ServiceFile> ReadAsync(string name, NationPack nation, CancellationToken cancellationToken)
    {
        var isInput = name == "-";
        var folder = isInput ? Directory.GetCurrentDirectory() : Path.GetDirectoryName(Path.GetFullPath(name))!;
        var file = ServiceFile.Read(
            isInput ? await ReadInputAsync(cancellationToken) : Text(name) is { Text: { } text } read ? text : throw new RefusedException(Text(name).Fault!),
            isInput ? "standard input" : name,
            new Reading
            {
                Nation = nation,
                Variable = Environment.GetEnvironmentVariable,
                Body = path => Text(Path.Combine(folder, path)),
            });
        foreach (var warning in file.Faults.Where(fault => fault.IsWarning))
        {
            await Console.Error.WriteLineAsync(warning.ToString());
        }

        return file.HasErrors ? throw Refusal([.. file.Faults.Where(fault => !fault.IsWarning)]) : file;
    }

    private static void RefuseProblems(string name, IReadOnlyList<AppliedService> services)
    {
        var faults = services.SelectMany(service => service.Plan.Problems)
            .Select(problem => new DeclarationFault(name == "-" ? "standard input" : name, problem.At, problem.Message))
            .ToList();
        if (faults.Count > 0)
        {
            throw Refusal(faults);
        }
    }

    private static RefusedException Refusal(List<DeclarationFault> faults) =>
        new($"{string.Join('\n', faults)}\nNothing was changed: mend {(faults.Count == 1 ? "this fault" : $"these {faults.Count} faults")} and apply again");

    private static async Task<string> ReadInputAsync(CancellationToken cancellationToken)
    {
        await using var input = Console.OpenStandardInput();
        using var bytes = new MemoryStream();
        await input.CopyToAsync(bytes, cancellationToken);
        return Decode(bytes.ToArray()) ?? throw new RefusedException("Standard input is not text in UTF-8");
    }

    private static BodyFile Text(string path)
    {
        try
        {
            return Decode(File.ReadAllBytes(path)) is { } text ? new BodyFile(text, null) : new BodyFile(null, $"{path} is not text in UTF-8");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return new BodyFile(null, $"{path} cannot be read: {e.Message}");
        }
    }

    private static string? Decode(byte[] bytes)
    {
        try
        {
            return new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(bytes).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
