using Notify.Core.Notifications;

namespace Notify.Data.Totals;

/// <summary>Messages of one template that a service sent on one day and that have one status now.</summary>
/// <param name="Day">Local, of acceptance.</param>
/// <param name="Fragments">Billable parts of texts.</param>
/// <param name="Units">Fragments times the rate of the country.</param>
public sealed record NotificationTotal(
    DateOnly Day, Guid TemplateId, Channel Channel, NotificationStatus Status, long Messages, long Fragments, long Units);
