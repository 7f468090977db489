using Scriban;
using Scriban.Functions;
using Scriban.Parsing;
using Scriban.Runtime;
using Scriban.Syntax;

namespace Notify.Core.Templates.Email;

/// <summary>The texts that envelopes may include, and the sandbox they run in.</summary>
internal sealed class EnvelopeFiles(IReadOnlyDictionary<string, string> files) : ITemplateLoader
{
    private const int MostSteps = 10_000;
    private const int DeepestInclude = 10;
    private const int LongestPage = 1_000_000;

    private static readonly TimeSpan LongestSearch = TimeSpan.FromMilliseconds(100);

    /// <exception cref="FormatException">There is no such file, or it is not a template.</exception>
    public Template Parse(string name)
    {
        if (!files.TryGetValue(name, out var text))
        {
            throw new FormatException($"The envelope has no file '{name}'");
        }

        var template = Template.Parse(text, name);
        return template.HasErrors ? throw new FormatException(string.Join("; ", template.Messages)) : template;
    }

    /// <exception cref="FormatException">The template asks for what there is not, or goes beyond its limits.</exception>
    public string Run(Template template, ScriptObject values)
    {
        var context = new TemplateContext(Builtins())
        {
            TemplateLoader = this,
            LoopLimit = MostSteps,
            RecursiveLimit = DeepestInclude,
            ObjectRecursionLimit = DeepestInclude,
            LimitToString = LongestPage,
            RegexTimeOut = LongestSearch,
            StrictVariables = true,
            EnableRelaxedMemberAccess = false,
        };
        context.PushGlobal(values);
        try
        {
            return template.Render(context);
        }
        catch (ScriptRuntimeException problem)
        {
            throw new FormatException(problem.Message, problem);
        }
    }

    // Nothing but inclusion: others evaluate text, search without bound, tell the time or make values up.
    private static ScriptObject Builtins() => new() { ["include"] = new BuiltinFunctions()["include"] };

    public string GetPath(TemplateContext context, SourceSpan callerSpan, string templateName) => templateName;

    public string Load(TemplateContext context, SourceSpan callerSpan, string templatePath) =>
        files.TryGetValue(templatePath, out var text) ? text : throw new ScriptRuntimeException(callerSpan, $"The envelope has no file '{templatePath}'");

    public ValueTask<string?> LoadAsync(TemplateContext context, SourceSpan callerSpan, string templatePath) => new(Load(context, callerSpan, templatePath));
}
