using Notify.Core.Errors;
using Notify.Core.Notifications;
using Notify.Data.Notifications;
using Notify.Server.Features.ApiKeys;

namespace Notify.Server.Features.Notifications.Reading;

/// <summary>Finds the notifications that a service asks for and shows them.</summary>
public sealed class ReadNotifications(NotificationReader reader, NotificationStore notifications, NotificationViews views)
{
    /// <summary>Notifications on a page; clients page on from any page that is not empty.</summary>
    public const int PageSize = 250;

    internal async Task<Result<NotificationAnswer>> OneAsync(ApiCaller caller, Guid id, IncludedMembers include, CancellationToken cancellationToken) =>
        await reader.FindAsync(caller.ServiceId, id, cancellationToken) is { } found
        && (await ShowAsync(caller, [found], include, cancellationToken)).SingleOrDefault() is { } answer
            ? answer
            : NotifyError.NoResultFound;

    internal async Task<IReadOnlyList<NotificationAnswer>> PageAsync(ApiCaller caller, NotificationQuery query, CancellationToken cancellationToken) =>
        await ShowAsync(caller, await reader.ListAsync(caller.ServiceId, query.Filter, PageSize, cancellationToken), query.Include, cancellationToken);

    /// <summary>Letters are only ever brought in, without their files: so there is no PDF, and each state says so in its way.</summary>
    internal async Task<NotifyError> PdfAsync(ApiCaller caller, Guid id, CancellationToken cancellationToken) =>
        await notifications.FindAsync(caller.ServiceId, id, cancellationToken) switch
        {
            null => NotifyError.NoResultFound,
            { Channel: not Channel.Letter } => BadRequest("Notification is not a letter"),
            { Status: NotificationStatus.VirusScanFailed } => BadRequest("File did not pass the virus scan"),
            { Status: NotificationStatus.TechnicalFailure } => BadRequest("PDF not available for letters in status technical-failure"),
            _ => new NotifyError(400, "PDFNotReadyError", "PDF not available yet, try again later"),
        };

    /// <returns>What happened to a notification, oldest first.</returns>
    internal async Task<Result<NotificationEventsAnswer>> EventsAsync(ApiCaller caller, Guid id, CancellationToken cancellationToken)
    {
        if (await notifications.FindAsync(caller.ServiceId, id, cancellationToken) is not { } notification)
        {
            return NotifyError.NoResultFound;
        }

        var events = TimeLine.Of(notification, await notifications.EventsAsync(caller.ServiceId, id, cancellationToken));
        return new NotificationEventsAnswer(
            [.. events.Select(entry => new NotificationEventAnswer(
                WireTime.Of(entry.At),
                entry.Kind,
                entry.Provider,
                WireTime.OrNull(entry.ProviderTime),
                entry.Reason,
                WireTime.OrNull(entry.RepeatedAt),
                entry.Repeats,
                entry.Status?.Wire()))],
            id);
    }

    private async Task<IReadOnlyList<NotificationAnswer>> ShowAsync(
        ApiCaller caller, List<ShownNotification> found, IncludedMembers include, CancellationToken cancellationToken)
    {
        var reasons = include.StatusReason && found.Count > 0
            ? await reader.StatusReasonsAsync(caller.ServiceId, [.. found.Select(shown => shown.Notification.Id)], cancellationToken)
            : new Dictionary<Guid, string>();
        var answers = new List<NotificationAnswer>(found.Count);
        foreach (var shown in found)
        {
            if (await views.ShowAsync(shown, include, reasons.GetValueOrDefault(shown.Notification.Id), cancellationToken) is { } answer)
            {
                answers.Add(answer);
            }
        }

        return answers;
    }

    private static NotifyError BadRequest(string message) => new(400, NotifyError.BadRequest, message);
}
