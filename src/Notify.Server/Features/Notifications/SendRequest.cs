using Notify.Core.Recipients;
using Notify.Core.Templates;
using Notify.Server.Features.Shared;

namespace Notify.Server.Features.Notifications;

/// <summary>A request to send, its body checked against the schema.</summary>
public sealed record SendRequest
{
    /// <summary>Set for e-mails.</summary>
    public EmailAddress? EmailAddress { get; init; }

    /// <summary>Set for texts.</summary>
    public PhoneNumber? PhoneNumber { get; init; }

    /// <summary>Null when the template is named instead.</summary>
    public IdMember? TemplateId { get; init; }

    /// <summary>The template's stable name; null when it is given by id.</summary>
    public string? TemplateName { get; init; }

    /// <summary>The version that is to be sent; null for the newest.</summary>
    public int? TemplateVersion { get; init; }

    public required Personalisation Personalisation { get; init; }

    public string? Reference { get; init; }

    /// <summary>One of the service's reply-to addresses (e-mails) or text senders (texts); null for the default.</summary>
    public IdMember? SenderId { get; init; }

    public string? UnsubscribeUrl { get; init; }

    /// <summary>Names of placeholders whose values are to be made harmless.</summary>
    public IReadOnlyList<string> SanitiseContentFor { get; init; } = [];

    /// <summary>When it is to be sent, UTC; null: at once.</summary>
    public DateTimeOffset? ScheduledFor { get; init; }

    /// <summary>Prints no personal data.</summary>
    public override string ToString() => $"[request to send template {TemplateId?.Id}{TemplateName}]";
}
