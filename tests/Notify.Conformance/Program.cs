using System.Text;
using Notify.Conformance;
using Notify.Conformance.Api;

// Answers questions about rendering and recipients by the product's own functions, so that two implementations can be compared:
//   Notify.Conformance render < questions.jsonl > answers.jsonl
//   Notify.Conformance account answers.jsonl candidate.jsonl
// One JSON object a line, answered in order; the kinds of questions are the classes in the folder Kinds. The account tells how
// many of the candidate's answers are the original's and which of DEPARTURES.md explain the others; it fails when nothing does.
//   Notify.Conformance api-seed … brings a database to the state that recorded requests to the API expect.
switch (args)
{
    case ["render"]:
        await RenderAsync();
        return 0;
    case ["account", var recorded, var candidate]:
        var account = Account.Of(File.ReadLines(recorded), File.ReadLines(candidate));
        account.Print(Console.Out);
        return account.IsExplained ? 0 : 1;
    case ["api-seed", .. var arguments]:
        return await ApiSeedCommand.RunAsync(arguments, CancellationToken.None);
    default:
        await Console.Error.WriteLineAsync("usage: Notify.Conformance render < questions.jsonl > answers.jsonl");
        await Console.Error.WriteLineAsync("       Notify.Conformance account answers.jsonl candidate.jsonl");
        await Console.Error.WriteLineAsync($"       Notify.Conformance {ApiSeedCommand.Usage}");
        return 2;
}

static async Task RenderAsync()
{
    using var input = new StreamReader(Console.OpenStandardInput(), new UTF8Encoding(false));
    await using var output = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false));
    while (await input.ReadLineAsync() is { } line)
    {
        if (!string.IsNullOrWhiteSpace(line))
        {
            await output.WriteAsync(Answers.To(line));
            await output.WriteAsync('\n');
            await output.FlushAsync();
        }
    }
}
