using System.Text.RegularExpressions;

namespace Notify.Core.Declarations;

/// <summary>Puts environment variables in place of <c>${SERVICE_…}</c>.</summary>
/// <remarks>After the file is parsed, so that a value cannot add members. Only variables of one prefix, so that a file from a stranger's
/// change, tried with a dry run, cannot print what else the environment holds.</remarks>
internal static partial class Variables
{
    /// <param name="find">The value of a variable; null when it is not set.</param>
    /// <returns>Null when a variable cannot be replaced, which is then among the faults.</returns>
    public static string? Expand(Node.Text text, Func<string, string?> find, FaultList faults)
    {
        var failed = false;
        var expanded = Form().Replace(text.Value, match =>
        {
            if (match.Value == "$${")
            {
                return "${";
            }

            var name = match.Groups["name"].Value;
            if (!Name().IsMatch(name))
            {
                Fail($"'{match.Value}' is not replaced: only environment variables named SERVICE_… (capitals, digits, underscores) are; for the characters themselves write $${{");
            }
            else if (find(name) is { Length: > 0 } value)
            {
                return value;
            }
            else
            {
                Fail($"the environment variable {name} is not set");
            }

            return "";
        });
        return failed ? null : expanded;

        void Fail(string message)
        {
            failed = true;
            faults.Add(text.At, message);
        }
    }

    [GeneratedRegex(@"\$\$\{|\$\{(?<name>[^}]*)\}?", RegexOptions.CultureInvariant)]
    private static partial Regex Form();

    [GeneratedRegex(@"^SERVICE_[A-Z0-9_]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
