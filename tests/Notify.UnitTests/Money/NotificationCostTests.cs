using Notify.Core;
using Notify.Core.Money;
using Notify.Core.Notifications;
using Notify.Core.Services;

namespace Notify.UnitTests.Money;

public sealed class NotificationCostTests
{
    private static readonly DateTimeOffset Day = new(2026, 4, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly RateTable Rates = new(
    [
        new(RateKinds.Sms, Day.AddDays(-1), 0.02m),
        new(RateKinds.Sms, Day.AddDays(1), 0.03m),
        new(RateKinds.Letter("second", 2), Day.AddDays(-1), 0.77m),
    ]);

    [Theory]
    [InlineData(NotificationStatus.Created, null, 1, null)]
    [InlineData(NotificationStatus.Created, 2, 1, "0.04")]
    [InlineData(NotificationStatus.Delivered, 1, 2, "0.04")]
    [InlineData(NotificationStatus.TechnicalFailure, null, 1, "0.00")]
    public void Text_costs_its_fragments_once_they_are_known(NotificationStatus status, int? fragments, int multiplier, string? expected) =>
        Assert.Equal(expected, Cost(Channel.Sms, status, fragments, multiplier, Day).Amount?.ToString(System.Globalization.CultureInfo.InvariantCulture));

    [Fact]
    public void Rate_of_the_time_holds_and_the_nations_before_any() =>
        Assert.Equal(
            [0.01m, 0.02m, 0.03m],
            new[] { -2, 0, 2 }.Select(days => Cost(Channel.Sms, NotificationStatus.Delivered, 1, 1, Day.AddDays(days)).Amount!.Value));

    [Theory]
    [InlineData(NotificationStatus.Created, 0, false, null)]
    [InlineData(NotificationStatus.PendingVirusCheck, 2, false, null)]
    [InlineData(NotificationStatus.Delivered, 2, true, 2)]
    [InlineData(NotificationStatus.Cancelled, 2, true, 0)]
    [InlineData(NotificationStatus.Delivered, 5, false, null)]
    public void Letter_costs_its_sheets_when_it_was_sent_and_a_rate_is_known(NotificationStatus status, int sheets, bool isReady, int? expected)
    {
        var cost = Cost(Channel.Letter, status, sheets, 1, Day);

        Assert.Equal((isReady, expected), (cost.IsReady, cost.Sheets));
    }

    [Fact]
    public void Email_costs_nothing() => Assert.Equal(0m, Cost(Channel.Email, NotificationStatus.Created, null, 1, Day).Amount);

    private static NotificationCost Cost(Channel channel, NotificationStatus status, int? fragments, int multiplier, DateTimeOffset created)
    {
        var notification = new Notification
        {
            Id = Ids.At(created),
            ServiceId = Ids.NewRandom(),
            Channel = channel,
            Status = status,
            KeyType = KeyType.Normal,
            TemplateId = Ids.NewRandom(),
            TemplateVersion = 1,
            Recipient = "",
            RecipientAsSent = "",
            Personalisation = default,
            Sender = "",
            Fragments = (short?)fragments,
            RateMultiplier = (short)multiplier,
            Postage = "second",
            CreatedAt = created,
        };
        return NotificationCost.Of(notification, Rates, usualSmsRate: 0.01m);
    }
}
