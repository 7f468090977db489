using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Notify.Core.Notifications;
using Notify.Core.Providers;
using Notify.Server.Delivery;
using Notify.Server.Delivery.Providers;

namespace Notify.UnitTests.Providers;

public sealed class ProviderChoiceTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly ProviderChoice _choice;

    public ProviderChoiceTests()
    {
        _choice = new ProviderChoice(Options.Create(new DeliveryOptions { SmsProviders = "first=50,second=50" }), _time, NullLogger<ProviderChoice>.Instance);
    }

    [Fact]
    public void Nothing_is_used_before_it_is_known_what_people_have_switched_off()
    {
        Assert.Null(_choice.Pick(Channel.Sms, except: null));
        Assert.Equal(0, _choice.Room(Channel.Sms));

        Learn(isSecondActive: false);

        Assert.Equal(["first"], Enumerable.Range(0, 20).Select(_ => Name()).Distinct());
    }

    [Theory]
    [InlineData(20, 3, 6, true)]
    [InlineData(20, 2, 6, false)]
    [InlineData(20, 20, 4, false)]
    [InlineData(19, 19, 6, false)]
    public void Provider_is_slow_when_enough_of_a_minutes_hand_overs_took_five_seconds(int all, int slow, int seconds, bool isSlow)
    {
        Learn(isSecondActive: false);

        HandOver(all - slow, TimeSpan.Zero);
        HandOver(slow, TimeSpan.FromSeconds(seconds));

        Assert.Equal(isSlow ? ["first"] : [], _choice.TakeSlow(Channel.Sms));
        Assert.Empty(_choice.TakeSlow(Channel.Sms));
    }

    [Fact]
    public void Slow_hand_overs_of_the_minute_before_are_forgotten()
    {
        Learn(isSecondActive: false);
        HandOver(30, TimeSpan.FromSeconds(6));

        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.Empty(_choice.TakeSlow(Channel.Sms));
    }

    private void Learn(bool isSecondActive) => _choice.Learn(
        [new ProviderShare(Channel.Sms, "first", 50, 50, Active: true), new ProviderShare(Channel.Sms, "second", 50, 50, isSecondActive)]);

    private string? Name()
    {
        using var hold = _choice.Pick(Channel.Sms, except: null);
        return hold?.Name;
    }

    /// <summary>Hand-overs side by side.</summary>
    private void HandOver(int count, TimeSpan duration)
    {
        var holds = Enumerable.Range(0, count).Select(_ => _choice.Pick(Channel.Sms, except: null)!).ToList();
        _time.Advance(duration);
        foreach (var hold in holds)
        {
            hold.Report(new SendOutcome.Accepted("1"));
            hold.Dispose();
        }
    }
}
