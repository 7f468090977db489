using Notify.Core.Notifications;
using Notify.Core.Templates;
using Notify.Core.Templates.Sms;

namespace Notify.Core.Recipients.Files;

/// <summary>A text message's template as the checking of a file sees it.</summary>
/// <param name="rules">The nation's alphabet and limit.</param>
public sealed class SmsRowTemplate(SmsTemplate template, SmsEncodingRules rules) : IRecipientTemplate
{
    public Channel Channel => Channel.Sms;

    public IReadOnlyList<string> Placeholders => template.Placeholders;

    /// <summary>The service's name in front does not count.</summary>
    public MessageFit Judge(IReadOnlyList<KeyValuePair<string, object?>> values)
    {
        var message = template.Render(RowPersonalisation.From(values), prefix: null, rules);
        return message.IsTooLong ? MessageFit.TooLong : message.IsEmpty ? MessageFit.Empty : MessageFit.Fits;
    }
}
