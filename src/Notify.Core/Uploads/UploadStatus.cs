namespace Notify.Core.Uploads;

/// <summary>Where an upload stands. Its notifications have statuses of their own.</summary>
public enum UploadStatus
{
    /// <summary>Waits for its time.</summary>
    Scheduled,

    /// <summary>Accepted; no row has become a notification yet.</summary>
    Pending,

    /// <summary>Rows are becoming notifications.</summary>
    InProgress,

    /// <summary>Stopped by a person: nothing more is handed over until it is resumed.</summary>
    Paused,

    /// <summary>Every row has become a notification.</summary>
    Finished,

    /// <summary>Taken back: what was not handed over by then never is.</summary>
    Cancelled,

    /// <summary>No host could read its rows until they were too old to be sent: the encryption key is lost, say.</summary>
    Error,
}

/// <summary>The words of <see cref="UploadStatus"/> on the wire and in the database, and the moves that people may ask for.</summary>
public static class UploadStatuses
{
    /// <returns>GOV.UK Notify's words for jobs, with <c>paused</c> added.</returns>
    public static string Wire(this UploadStatus status) => status switch
    {
        UploadStatus.Scheduled => "scheduled",
        UploadStatus.Pending => "pending",
        UploadStatus.InProgress => "in progress",
        UploadStatus.Paused => "paused",
        UploadStatus.Finished => "finished",
        UploadStatus.Cancelled => "cancelled",
        UploadStatus.Error => "error",
        _ => throw new ArgumentOutOfRangeException(nameof(status)),
    };

    /// <exception cref="FormatException">The word is none of them; only our own database is read with this.</exception>
    public static UploadStatus Parse(string word) => word switch
    {
        "scheduled" => UploadStatus.Scheduled,
        "pending" => UploadStatus.Pending,
        "in progress" => UploadStatus.InProgress,
        "paused" => UploadStatus.Paused,
        "finished" => UploadStatus.Finished,
        "cancelled" => UploadStatus.Cancelled,
        "error" => UploadStatus.Error,
        _ => throw new FormatException($"'{word}' is not a status of an upload"),
    };

    /// <summary>Whether a person may still stop it. One that is finished may have messages that wait to be sent; whether it has, the database knows.</summary>
    public static bool MayPause(this UploadStatus status) =>
        status is UploadStatus.Scheduled or UploadStatus.Pending or UploadStatus.InProgress or UploadStatus.Finished;

    public static bool MayCancel(this UploadStatus status) => status.MayPause() || status is UploadStatus.Paused or UploadStatus.Error;
}
