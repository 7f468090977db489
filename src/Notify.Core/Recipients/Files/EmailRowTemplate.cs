using Notify.Core.Notifications;
using Notify.Core.Templates;

namespace Notify.Core.Recipients.Files;

/// <summary>An e-mail's template as the checking of a file sees it.</summary>
public sealed class EmailRowTemplate(EmailTemplate template) : IRecipientTemplate
{
    // Only these can come to nothing, whatever the values.
    private readonly bool _mayBeEmpty = template.Body.Length == 0 || template.Body.StartsWith("((", StringComparison.Ordinal);

    public Channel Channel => Channel.Email;

    public IReadOnlyList<string> Placeholders => template.Placeholders;

    /// <summary>Size is not judged here, as in the original: no row of a file comes near two million bytes.</summary>
    public MessageFit Judge(IReadOnlyList<KeyValuePair<string, object?>> values) =>
        _mayBeEmpty && template.Fill(RowPersonalisation.From(values)).IsEmpty ? MessageFit.Empty : MessageFit.Fits;
}
