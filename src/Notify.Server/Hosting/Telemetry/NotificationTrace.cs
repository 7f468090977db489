using System.Diagnostics;

namespace Notify.Server.Hosting.Telemetry;

/// <summary>The trace of a notification: from its acceptance over each hand-over to receipts and callbacks, on whatever hosts.</summary>
/// <remarks>Its id is the notification's own, so that nothing has to be stored or carried along, and whoever knows the notification finds the
/// trace. The request that brought it has a trace of its own, to which the first span links.</remarks>
internal static class NotificationTrace
{
    public const string SourceName = "Notify";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>Begins a span of a notification's trace.</summary>
    /// <param name="name">Such as <c>accept</c>, <c>send email</c>, <c>receipt</c>.</param>
    /// <returns>Null when nobody listens, or this notification is not among those traced.</returns>
    public static Activity? Start(string name, Guid notificationId, ActivityKind kind)
    {
        if (!Source.HasListeners())
        {
            return null;
        }

        Span<byte> id = stackalloc byte[16];
        notificationId.TryWriteBytes(id, bigEndian: true, out _);
        var parent = new ActivityContext(
            ActivityTraceId.CreateFromBytes(id),
            ActivitySpanId.CreateFromBytes(id[8..]),
            RandomPartSampler.IsSampled(id) ? ActivityTraceFlags.Recorded : ActivityTraceFlags.None,
            isRemote: true);
        var request = Activity.Current?.Context;
        var activity = Source.StartActivity(name, kind, parent, links: request is { } context ? [new ActivityLink(context)] : null);
        activity?.SetTag("notification.id", notificationId.ToString());
        return activity;
    }
}
