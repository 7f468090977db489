using Notify.Core.Recipients;
using Notify.Core.Templates;

namespace Notify.Server.Features.Notifications;

/// <summary>A request to send, its body checked against the schema.</summary>
public sealed record SendRequest
{
    /// <summary>Set for e-mails.</summary>
    public EmailAddress? EmailAddress { get; init; }

    /// <summary>Set for texts.</summary>
    public PhoneNumber? PhoneNumber { get; init; }

    public required Guid TemplateId { get; init; }

    /// <summary>False for spellings of an id that the original's check lets pass but its database does not read: such a template is "no result found".</summary>
    public required bool TemplateIdIsStorable { get; init; }

    public required Personalisation Personalisation { get; init; }

    public string? Reference { get; init; }

    /// <summary>Prints no personal data.</summary>
    public override string ToString() => $"[request to send template {TemplateId}]";
}
