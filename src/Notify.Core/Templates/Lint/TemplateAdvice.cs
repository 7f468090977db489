namespace Notify.Core.Templates.Lint;

/// <summary>One thing in a template that will probably not do what its author means.</summary>
/// <param name="Code">A stable word, such as <c>accidental-list</c>; the key of its text in <see cref="TemplateWording.Advice"/>.</param>
/// <param name="Part">Where in the template.</param>
/// <param name="Start">Offset in that part as typed, UTF-16 units.</param>
/// <param name="Length">UTF-16 units, at least 1.</param>
/// <param name="Message">What to tell the author, in the language of the wording that was given.</param>
public sealed record TemplateAdvice(string Code, TemplatePart Part, int Start, int Length, string Message);

/// <summary>A part of a template that authors type.</summary>
public enum TemplatePart
{
    Subject,
    Body,
}
