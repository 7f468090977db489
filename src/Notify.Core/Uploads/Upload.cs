using Notify.Core.Notifications;
using Notify.Core.Services;

namespace Notify.Core.Uploads;

/// <summary>Many messages from one template, accepted as a whole ("job" to GOV.UK Notify).</summary>
public sealed record Upload
{
    /// <summary>Version 7 UUID, made by <see cref="Ids.New"/>.</summary>
    public required Guid Id { get; init; }

    public required Guid ServiceId { get; init; }

    public required Channel Channel { get; init; }

    public required UploadStatus Status { get; init; }

    /// <summary>The service's name for it; empty after retention.</summary>
    public required string Name { get; init; }

    /// <summary>The service's own reference for the whole.</summary>
    public string? Reference { get; init; }

    public required Guid TemplateId { get; init; }

    public required int TemplateVersion { get; init; }

    /// <summary>What its notifications are sent as.</summary>
    public required KeyType KeyType { get; init; }

    /// <summary>Null when a person sends by hand.</summary>
    public Guid? ApiKeyId { get; init; }

    /// <summary>The person who sent it by hand; null for the API.</summary>
    public Guid? CreatedBy { get; init; }

    /// <summary>What recipients see as the sender, fixed at acceptance.</summary>
    public required string Sender { get; init; }

    /// <summary>Where answers to e-mails go, fixed at acceptance; null: nowhere of its own.</summary>
    public string? ReplyTo { get; init; }

    /// <summary>Whether the template asks for an unsubscribe link of the platform's.</summary>
    public bool HasUnsubscribeLink { get; init; }

    /// <summary>Rows that are sent.</summary>
    public required int RowCount { get; init; }

    /// <summary>Rows that have become notifications.</summary>
    public int StoredRows { get; init; }

    /// <summary>Rows that were not in order and are left out.</summary>
    public int BadRowCount { get; init; }

    /// <summary>The first of those.</summary>
    public IReadOnlyList<BadRow> BadRows { get; init; } = [];

    /// <summary>Those behind <see cref="BadRows"/>, when it is made; not read with it again.</summary>
    public IReadOnlyList<BadRow> OtherBadRows { get; init; } = [];

    /// <summary>When it starts, UTC; null: at once.</summary>
    public DateTimeOffset? ScheduledFor { get; init; }

    /// <summary>UTC, by the accepting host's clock.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its first rows became notifications.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When its last row became a notification, or when it was cancelled.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>How its notifications ended, once all have; null until then.</summary>
    public UploadCounts? Ended { get; init; }

    /// <summary>Prints no personal data.</summary>
    public override string ToString() => $"[upload {Id}: {RowCount} rows, {Status.Wire()}]";
}

/// <summary>What became of an upload's rows. What retention removed before the whole upload ended is counted nowhere.</summary>
/// <param name="Sending">Not final yet, rows that are no notifications yet included.</param>
/// <param name="Delivered">Handed over for good: delivered, or sent where no receipt comes.</param>
/// <param name="Failed">Any kind of failure.</param>
/// <param name="Cancelled">Taken back before they were handed over.</param>
public sealed record UploadCounts(int Sending, int Delivered, int Failed, int Cancelled);
