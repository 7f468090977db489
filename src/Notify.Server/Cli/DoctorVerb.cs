using System.CommandLine;
using Notify.Server.Cli.Doctor;

namespace Notify.Server.Cli;

/// <summary><c>notify doctor</c>: what is wrong and how to mend it.</summary>
internal static class DoctorVerb
{
    public static Command Create()
    {
        var json = Verb.JsonOption();
        var data = Verb.DataOption();
        var command = new Command("doctor", "Look at database, schema, keys, providers, clock and disk, and say what to mend") { json, data };
        command.Runs(async (arguments, cancellationToken) =>
        {
            var findings = new List<Finding>();
            await foreach (var finding in Examination.RunAsync(Verb.DataFolderOf(arguments, data), cancellationToken))
            {
                findings.Add(finding);
                if (!arguments.GetValue(json))
                {
                    Print(finding);
                }
            }

            if (arguments.GetValue(json))
            {
                Output.Json(findings.Select(finding => new { about = finding.About, state = finding.State.ToString().ToLowerInvariant(), found = finding.Found, mend = finding.Mend }));
            }

            return findings.Any(finding => finding.State == FindingState.Bad) ? 1 : 0;
        });
        return command;
    }

    private static void Print(Finding finding)
    {
        var mark = finding.State switch
        {
            FindingState.Good => "good",
            FindingState.Warning => "warn",
            FindingState.Bad => "BAD ",
            _ => throw new InvalidOperationException($"Unknown state {finding.State}"),
        };
        Console.Out.WriteLine($"{mark}  {finding.About}: {finding.Found}");
        if (finding.Mend is not null)
        {
            Console.Out.WriteLine($"      → {finding.Mend}");
        }
    }
}
