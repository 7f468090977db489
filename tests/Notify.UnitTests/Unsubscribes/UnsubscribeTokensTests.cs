using Notify.Core;
using Notify.Core.Notifications;
using Notify.Core.Secrets;
using Notify.Core.Services;
using Notify.Core.Unsubscribes;

namespace Notify.UnitTests.Unsubscribes;

public sealed class UnsubscribeTokensTests
{
    private readonly Clock _time = new();
    private readonly UnsubscribeTokens _tokens;

    public UnsubscribeTokensTests() =>
        _tokens = new UnsubscribeTokens(new KeyRing([new EncryptionKey("a", new byte[EncryptionKey.Size])], "a"), _time);

    [Fact]
    public void Token_holds_all_that_a_request_needs()
    {
        var notification = Notification();

        var link = _tokens.Read(notification.Id, _tokens.For(notification));

        Assert.Equal(
            (notification.ServiceId, notification.TemplateId, 3, "Ann@Example.com"),
            (link!.ServiceId, link.TemplateId, link.TemplateVersion, link.EmailAddress));
    }

    [Fact]
    public void Token_works_for_its_own_notification_only() => Assert.Null(_tokens.Read(Ids.NewRandom(), _tokens.For(Notification())));

    [Fact]
    public void Token_works_for_a_year()
    {
        var notification = Notification();
        var token = _tokens.For(notification);

        _time.Now += UnsubscribeTokens.Lifetime;
        Assert.NotNull(_tokens.Read(notification.Id, token));

        _time.Now += TimeSpan.FromSeconds(1);
        Assert.Null(_tokens.Read(notification.Id, token));
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("AQFh")]
    [InlineData("not a token")]
    [InlineData("AQFhAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void What_is_no_token_is_refused(string token) => Assert.Null(_tokens.Read(Ids.NewRandom(), token));

    private static Notification Notification() => new()
    {
        Id = Ids.NewRandom(),
        ServiceId = Ids.NewRandom(),
        Channel = Channel.Email,
        Status = NotificationStatus.Created,
        KeyType = KeyType.Normal,
        TemplateId = Ids.NewRandom(),
        TemplateVersion = 3,
        Recipient = "ann@example.com",
        RecipientAsSent = "Ann@Example.com",
        Personalisation = default,
        Sender = "",
        CreatedAt = DateTimeOffset.UnixEpoch,
    };

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
