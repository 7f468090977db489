namespace Notify.Core.Notifications;

/// <summary>Where a notification stands. The words on the wire are those of GOV.UK Notify's API v2.</summary>
public enum NotificationStatus
{
    /// <summary>Accepted and stored; waits for a worker.</summary>
    Created,

    /// <summary>Handed to the provider, whose receipt is awaited.</summary>
    Sending,

    /// <summary>The provider's network has it, which is not final (texts only).</summary>
    Pending,

    /// <summary>Handed over where no receipt will come (texts abroad). A receipt may still correct it.</summary>
    Sent,

    /// <summary>The provider confirmed delivery.</summary>
    Delivered,

    /// <summary>The address or number does not work.</summary>
    PermanentFailure,

    /// <summary>The recipient could not take it now; the service may try again.</summary>
    TemporaryFailure,

    /// <summary>It never left us, or the provider's answer made no sense: not the recipient's fault.</summary>
    TechnicalFailure,

    /// <summary>Taken back by the service before it was handed over.</summary>
    Cancelled,

    /// <summary>Its content did not pass the checks after acceptance (rows of uploaded files).</summary>
    ValidationFailed,

    /// <summary>Only brought in from elsewhere: a letter's file waits for its scan.</summary>
    PendingVirusCheck,

    /// <summary>Only brought in from elsewhere: a letter's file did not pass its scan.</summary>
    VirusScanFailed,

    /// <summary>Only brought in from elsewhere: the letter came back.</summary>
    ReturnedLetter,

    /// <summary>Only brought in from elsewhere: what failed before the kinds of failure were told apart.</summary>
    Failed,
}

/// <summary>The words of <see cref="NotificationStatus"/> on the wire and in the database.</summary>
public static class NotificationStatusNames
{
    public static string Wire(this NotificationStatus status) => status switch
    {
        NotificationStatus.Created => "created",
        NotificationStatus.Sending => "sending",
        NotificationStatus.Pending => "pending",
        NotificationStatus.Sent => "sent",
        NotificationStatus.Delivered => "delivered",
        NotificationStatus.PermanentFailure => "permanent-failure",
        NotificationStatus.TemporaryFailure => "temporary-failure",
        NotificationStatus.TechnicalFailure => "technical-failure",
        NotificationStatus.Cancelled => "cancelled",
        NotificationStatus.ValidationFailed => "validation-failed",
        NotificationStatus.PendingVirusCheck => "pending-virus-check",
        NotificationStatus.VirusScanFailed => "virus-scan-failed",
        NotificationStatus.ReturnedLetter => "returned-letter",
        NotificationStatus.Failed => "failed",
        _ => throw new ArgumentOutOfRangeException(nameof(status)),
    };

    /// <exception cref="FormatException">The word is not a status of ours.</exception>
    public static NotificationStatus Parse(string word) => word switch
    {
        "created" => NotificationStatus.Created,
        "sending" => NotificationStatus.Sending,
        "pending" => NotificationStatus.Pending,
        "sent" => NotificationStatus.Sent,
        "delivered" => NotificationStatus.Delivered,
        "permanent-failure" => NotificationStatus.PermanentFailure,
        "temporary-failure" => NotificationStatus.TemporaryFailure,
        "technical-failure" => NotificationStatus.TechnicalFailure,
        "cancelled" => NotificationStatus.Cancelled,
        "validation-failed" => NotificationStatus.ValidationFailed,
        "pending-virus-check" => NotificationStatus.PendingVirusCheck,
        "virus-scan-failed" => NotificationStatus.VirusScanFailed,
        "returned-letter" => NotificationStatus.ReturnedLetter,
        "failed" => NotificationStatus.Failed,
        _ => throw new FormatException($"'{word}' is not a status"),
    };
}
