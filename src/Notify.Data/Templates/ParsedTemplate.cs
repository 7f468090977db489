using Notify.Core.Templates;

namespace Notify.Data.Templates;

/// <summary>One version of a template, ready to render.</summary>
public sealed class ParsedTemplate
{
    internal ParsedTemplate(StoredTemplate template)
    {
        Email = template.Type is "email" or "letter" ? EmailTemplate.Parse(template.Subject ?? "", template.Body) : null;
        Sms = template.Type == "sms" ? SmsTemplate.Parse(template.Body) : null;
    }

    /// <summary>Null for texts. A letter, which is only ever read, is filled in as an e-mail is.</summary>
    public EmailTemplate? Email { get; }

    /// <summary>Null unless it is a text's.</summary>
    public SmsTemplate? Sms { get; }
}
