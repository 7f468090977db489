using Notify.Core.Nations;
using Notify.Core.Notifications;
using Notify.Server.Delivery;
using Notify.Server.Delivery.Providers;
using Notify.UnitTests.Nations;

namespace Notify.UnitTests.Server;

public sealed class DeliveryOptionsTests
{
    [Fact]
    public void Providers_are_the_sandbox_where_nobody_names_any() =>
        Assert.Equal([new("sandbox", 100)], Of(new(), Channel.Sms, []));

    [Fact]
    public void Providers_are_those_of_the_pack_by_channel_with_what_is_left_shared() =>
        Assert.Equal(
            [new("twilio", 60), new("one", 20), new("two", 20)],
            Of(new(), Channel.Sms, [Share(Channel.Sms, "twilio", 60), Share(Channel.Email, "smtp", 100), Share(Channel.Sms, "one"), Share(Channel.Sms, "two")]));

    [Fact]
    public void Providers_of_a_setting_take_the_place_of_all_of_the_pack_for_that_channel_alone()
    {
        var options = new DeliveryOptions { SmsProviders = "one" };
        var pack = new[] { Share(Channel.Sms, "twilio", 60), Share(Channel.Email, "smtp", 70) };

        Assert.Equal([new("one", 100)], Of(options, Channel.Sms, pack));
        Assert.Equal([new("smtp", 70)], Of(options, Channel.Email, pack));
        Assert.Equal("Notify:Delivery:SmsProviders", options.OriginOf(Channel.Sms));
        Assert.Equal("the nation's pack (nation.json, /providers)", options.OriginOf(Channel.Email));
    }

    [Fact]
    public void Provider_of_the_pack_that_is_not_set_up_is_refused_with_its_origin_and_the_setting_that_names_others()
    {
        var options = new DeliveryOptions { EmailProviders = "nowhere" };
        options.UsePack(Packs.Gb with { Providers = [Share(Channel.Sms, "twilio")] });

        var faults = new NamedProvidersValidator([], []).Validate(null, options).Failures!.ToList();

        Assert.Equal(
            [
                "Notify:Delivery:EmailProviders names nowhere, which is not set up; there are: none",
                "the nation's pack (nation.json, /providers) names twilio for sms, which is not set up; there are: none. Set it up, or name others in Notify:Delivery:SmsProviders",
            ],
            faults);
    }

    private static NationProvider Share(Channel channel, string name, int? weight = null) => new() { Channel = channel, Name = name, Weight = weight };

    private static IEnumerable<KeyValuePair<string, int>> Of(DeliveryOptions options, Channel channel, NationProvider[] ofPack)
    {
        options.UsePack(Packs.Gb with { Providers = ofPack });
        return options.Providers(channel);
    }
}
