using Notify.Core.Templates.Placeholders;
using Notify.Core.Templates.Sms;

namespace Notify.Core.Templates.Lint;

/// <summary>Warns authors of what a template will probably not do as they mean. Linear in the length of the template.</summary>
public static class TemplateLint
{
    /// <param name="wording">The language of the messages; English when null.</param>
    /// <returns>In the order of the text, the subject first; empty when there is nothing to say.</returns>
    public static IReadOnlyList<TemplateAdvice> Email(string subject, string body, TemplateWording? wording = null)
    {
        var advice = new AdviceList(wording ?? TemplateWording.English) { Part = TemplatePart.Subject };
        subject = Surrogates.Mend(subject);
        body = Surrogates.Mend(body);
        BracketRules.Check(subject, advice);
        advice.Part = TemplatePart.Body;
        BracketRules.Check(body, advice);
        LineRules.Check(body, advice);
        LinkRules.Check(body, advice);
        SentenceRule.Check(body, advice);
        SpellingRule.Check(advice, (TemplatePart.Subject, subject), (TemplatePart.Body, body));
        return advice.InOrder();
    }

    /// <param name="rules">The nation's encoding, which decides what a character costs.</param>
    /// <param name="prefix">The service's name if it stands in front of its texts.</param>
    /// <inheritdoc cref="Email"/>
    public static IReadOnlyList<TemplateAdvice> Sms(string body, SmsEncodingRules rules, string? prefix = null, TemplateWording? wording = null)
    {
        var advice = new AdviceList(wording ?? TemplateWording.English);
        body = Surrogates.Mend(body);
        BracketRules.Check(body, advice);
        InsecureLinkRule.Check(body, advice);
        CostRules.Check(body, rules, prefix, advice);
        SentenceRule.Check(body, advice);
        SpellingRule.Check(advice, (TemplatePart.Body, body));
        return advice.InOrder();
    }
}
