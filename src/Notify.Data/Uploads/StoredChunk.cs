using Notify.Core.Notifications;
using Notify.Core.Uploads;

namespace Notify.Data.Uploads;

/// <summary>Rows that have become notifications in one transaction.</summary>
/// <param name="Ids">Theirs; none: there was nothing to do.</param>
/// <param name="IsLast">Whether that were all of the upload's.</param>
public sealed record StoredChunk(Channel Channel, IReadOnlyList<Guid> Ids, bool IsLast)
{
    public static StoredChunk Nothing { get; } = new(Channel.Email, [], IsLast: true);

    public int Rows => Ids.Count;

    /// <summary>Nothing was done because another transaction held the upload: how many of its rows were stored by then. Else null.</summary>
    public int? HeldAt { get; init; }
}

/// <summary>Notifications of an upload that were looked at in one transaction.</summary>
/// <param name="Status">What they had to follow.</param>
/// <param name="Change">Grows each time something is asked for.</param>
/// <param name="Last">Row number of the last one; null when there were no more.</param>
/// <param name="Missed">Those that a worker holds, which must be looked at again.</param>
public sealed record SteeredRows(Channel Channel, UploadStatus Status, int Change, int? Last, int Missed);

/// <summary>An upload that a job should be at.</summary>
/// <param name="ToStore">Rows are to become notifications.</param>
/// <param name="ToSteer">Notifications are to be held, released or cancelled.</param>
public sealed record WaitingUpload(Guid Id, bool ToStore, bool ToSteer);
