using System.Globalization;

namespace Notify.Core.Templates.Lint;

/// <summary>Gathers advice about one part of a template.</summary>
internal sealed class AdviceList(TemplateWording wording)
{
    private const int LongestQuote = 40;

    private readonly List<TemplateAdvice> _advice = [];

    public TemplatePart Part { get; set; } = TemplatePart.Body;

    /// <summary>Adds advice whose text has the piece itself for <c>{0}</c>, cut when long, and <paramref name="details"/> for <c>{1}</c> and on.</summary>
    public void Add(string code, string text, int start, int length, params ReadOnlySpan<object> details)
    {
        var piece = text.Substring(start, Math.Min(length, LongestQuote));
        var message = string.Format(CultureInfo.InvariantCulture, wording.Advice[code], [piece, .. details]);
        _advice.Add(new TemplateAdvice(code, Part, start, length, message));
    }

    /// <returns>All advice in the order of the text.</returns>
    public IReadOnlyList<TemplateAdvice> InOrder() => [.. _advice.OrderBy(advice => advice.Part).ThenBy(advice => advice.Start)];
}
