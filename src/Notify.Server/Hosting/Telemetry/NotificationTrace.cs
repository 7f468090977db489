using System.Diagnostics;

namespace Notify.Server.Hosting.Telemetry;

/// <summary>The trace of a notification: from its acceptance over each hand-over to receipts and callbacks, on whatever hosts.</summary>
/// <remarks>Its id is the notification's own, so that nothing has to be stored or carried along, and whoever knows the notification finds the
/// trace. The request that brought it has a trace of its own, to which the first span links. An upload has a trace as well, which links to its
/// request, and to which the first spans of its notifications link.</remarks>
internal static class NotificationTrace
{
    public const string SourceName = "Notify";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>Begins a span of a notification's trace.</summary>
    /// <param name="name">Such as <c>accept</c>, <c>send email</c>, <c>receipt</c>.</param>
    /// <returns>Null when nobody listens, or this notification is not among those traced.</returns>
    public static Activity? Start(string name, Guid notificationId, ActivityKind kind) =>
        Start(name, "notification.id", notificationId, kind, Activity.Current?.Context, began: default);

    /// <summary>Begins the span of an upload's acceptance.</summary>
    /// <returns>Null when nobody listens, or this upload is not among those traced.</returns>
    public static Activity? StartUpload(Guid uploadId) =>
        Start("accept upload", "upload.id", uploadId, ActivityKind.Internal, Activity.Current?.Context, began: default);

    /// <summary>Notes the acceptance of rows of an upload that have become notifications.</summary>
    /// <param name="began">When the transaction began that stored them.</param>
    public static void Stored(Guid uploadId, IReadOnlyList<Guid> notificationIds, DateTimeOffset began)
    {
        if (!Source.HasListeners())
        {
            return;
        }

        var upload = ContextOf(uploadId);
        foreach (var id in notificationIds)
        {
            Start("accept", "notification.id", id, ActivityKind.Internal, upload, began)?.SetTag("upload.id", uploadId.ToString()).Dispose();
        }
    }

    private static Activity? Start(string name, string tag, Guid id, ActivityKind kind, ActivityContext? link, DateTimeOffset began)
    {
        if (!Source.HasListeners())
        {
            return null;
        }

        var activity = Source.StartActivity(name, kind, ContextOf(id), links: link is { } context ? [new ActivityLink(context)] : null, startTime: began);
        activity?.SetTag(tag, id.ToString());
        return activity;
    }

    private static ActivityContext ContextOf(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        return new ActivityContext(
            ActivityTraceId.CreateFromBytes(bytes),
            ActivitySpanId.CreateFromBytes(bytes[8..]),
            RandomPartSampler.IsSampled(bytes) ? ActivityTraceFlags.Recorded : ActivityTraceFlags.None,
            isRemote: true);
    }
}
