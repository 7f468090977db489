using System.Text;
using Notify.Conformance;

// Answers questions about rendering and recipients by the product's own functions, so that two implementations can be compared:
//   Notify.Conformance render < questions.jsonl > answers.jsonl
// One JSON object a line, answered in order; the kinds of questions are the classes in the folder Kinds.
if (args is not ["render"])
{
    Console.Error.WriteLine("usage: Notify.Conformance render < questions.jsonl > answers.jsonl");
    return 2;
}

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

return 0;
