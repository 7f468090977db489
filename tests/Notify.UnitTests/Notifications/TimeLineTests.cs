using Notify.Core;
using Notify.Core.Notifications;
using Notify.Core.Services;

namespace Notify.UnitTests.Notifications;

public sealed class TimeLineTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Plain_course_is_told_by_the_notification_alone()
    {
        var line = TimeLine.Of(Make(NotificationStatus.Delivered, sent: 1, updated: 2), []);

        Assert.Equal([NotificationStatus.Created, NotificationStatus.Sending, NotificationStatus.Delivered], line.Select(entry => entry.Status!.Value));
        Assert.Equal([0, 1, 2], line.Select(entry => (entry.At - Noon).TotalSeconds));
    }

    [Fact]
    public void Waiting_notification_has_only_been_accepted() =>
        Assert.Equal(NotificationStatus.Created, Assert.Single(TimeLine.Of(Make(NotificationStatus.Created), [])).Status);

    [Fact]
    public void Failed_tries_stand_between()
    {
        var line = TimeLine.Of(
            Make(NotificationStatus.Sending, sent: 9, updated: 9),
            [new NotificationEvent(Noon.AddSeconds(3), NotificationEventKinds.TryFailed, null, "smtp", "451 busy")]);

        Assert.Equal([NotificationStatus.Created, null, NotificationStatus.Sending], line.Select(entry => entry.Status));
    }

    [Fact]
    public void Failure_is_told_once_with_its_reason()
    {
        var line = TimeLine.Of(
            Make(NotificationStatus.PermanentFailure, updated: 3),
            [new NotificationEvent(Noon.AddSeconds(3), NotificationEventKinds.Failed, NotificationStatus.PermanentFailure, "smtp", "550 no such user")]);

        Assert.Equal("550 no such user", Assert.Single(line, entry => entry.Status == NotificationStatus.PermanentFailure).Reason);
    }

    private static Notification Make(NotificationStatus status, int? sent = null, int? updated = null) => new()
    {
        Id = Ids.New(TimeProvider.System),
        ServiceId = Ids.NewRandom(),
        Channel = Channel.Email,
        Status = status,
        KeyType = KeyType.Normal,
        TemplateId = Ids.NewRandom(),
        TemplateVersion = 1,
        Recipient = "a@example.com",
        RecipientAsSent = "a@example.com",
        Personalisation = default,
        Sender = "service@example.gov",
        CreatedAt = Noon,
        SentAt = sent is { } s ? Noon.AddSeconds(s) : null,
        UpdatedAt = updated is { } u ? Noon.AddSeconds(u) : null,
    };
}
