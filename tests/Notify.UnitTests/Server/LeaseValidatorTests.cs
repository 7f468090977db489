using Notify.Core.Notifications;
using Notify.Providers;
using Notify.Providers.Sms;
using Notify.Server.Delivery;
using Notify.Server.Delivery.Providers;

namespace Notify.UnitTests.Server;

public sealed class LeaseValidatorTests
{
    [Theory]
    [InlineData(12, true)]
    [InlineData(13, false)]
    public void Lease_leaves_a_hand_over_as_long_as_its_provider_waits(int seconds, bool expected) =>
        Assert.Equal(expected, Validate("slow", seconds).Succeeded);

    [Fact]
    public void Refusal_names_both_settings()
    {
        var refusal = Validate("slow", 13).FailureMessage;

        Assert.Contains("Notify:Delivery:Lease (00:00:30)", refusal, StringComparison.Ordinal);
        Assert.Contains("Notify:Slow:Timeout is 13 s", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void Provider_that_is_not_used_does_not_count() =>
        Assert.True(Validate("sandbox", 20).Succeeded);

    private static Microsoft.Extensions.Options.ValidateOptionsResult Validate(string inUse, int seconds) =>
        new LeaseValidator([], [new SlowProvider(TimeSpan.FromSeconds(seconds))])
            .Validate(null, new DeliveryOptions { SmsProviders = inUse, Lease = TimeSpan.FromSeconds(30) });

    private sealed class SlowProvider(TimeSpan timeout) : ISmsProvider
    {
        public string Name => "slow";

        public bool AcceptedIsDelivered => false;

        public ProviderTimeout? Timeout => new("Notify:Slow:Timeout", timeout);

        public Task<SendOutcome> SendAsync(OutboundSms sms, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
