using Microsoft.Extensions.Options;
using Notify.Core.Nations;
using Notify.Core.Notifications;
using Notify.Providers.Email;
using Notify.Providers.Sandbox;
using Notify.Providers.Sms;
using Notify.Providers.Sms.Twilio;
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

        var faults = new ProvidersValidator([], [], sends: true).Validate(null, options).Failures!.ToList();

        Assert.Equal(
            [
                "Notify:Delivery:EmailProviders names nowhere, which is not set up; there are: none",
                "the nation's pack (nation.json, /providers) names twilio for sms, which is not set up; there are: none. Set it up, or name others in Notify:Delivery:SmsProviders",
            ],
            faults);

        // What the pack names is the senders' business.
        Assert.Equal(faults[..1], new ProvidersValidator([], [], sends: false).Validate(null, options).Failures);
    }

    [Theory]
    [InlineData("", "the nation's pack (nation.json, /providers) names twilio for sms, which needs Notify:Twilio:AccountSid: set it, or name others in Notify:Delivery:SmsProviders")]
    [InlineData("twilio", "Notify:Delivery:SmsProviders names twilio for sms, which needs Notify:Twilio:AccountSid: set it, or name others in Notify:Delivery:SmsProviders")]
    [InlineData("sandbox", null)]
    public void Provider_that_lacks_a_setting_is_refused_where_it_is_to_carry_something(string setting, string? fault)
    {
        using var twilio = new TwilioSmsProvider(Options.Create(new TwilioOptions()), _ => "");
        IEmailProvider[] email = [new SandboxEmailProvider(null!, TimeProvider.System)];
        ISmsProvider[] sms = [twilio, new SandboxSmsProvider(null!, TimeProvider.System)];
        var options = new DeliveryOptions { SmsProviders = setting };
        options.UsePack(Packs.Gb with { Providers = [Share(Channel.Sms, "twilio")] });

        Assert.Equal(fault is null ? [] : [fault], new ProvidersValidator(email, sms, sends: true).Validate(null, options).Failures ?? []);
        Assert.True(new ProvidersValidator(email, sms, sends: false).Validate(null, options).Succeeded);
    }

    [Theory]
    [InlineData("", "", "Notify:Twilio:AuthTokenFile")]
    [InlineData("", "a token", null)]
    [InlineData("SK1", "a token", "Notify:Twilio:ApiSecretFile")]
    public void Twilio_needs_a_secret_to_log_in_with(string key, string token, string? missing)
    {
        using var twilio = new TwilioSmsProvider(
            Options.Create(new TwilioOptions { AccountSid = "AC1", ApiKey = key, AuthToken = token }), _ => "");

        Assert.Equal(missing, twilio.MissingSetting);
    }

    private static NationProvider Share(Channel channel, string name, int? weight = null) => new() { Channel = channel, Name = name, Weight = weight };

    private static IEnumerable<KeyValuePair<string, int>> Of(DeliveryOptions options, Channel channel, NationProvider[] ofPack)
    {
        options.UsePack(Packs.Gb with { Providers = ofPack });
        return options.Providers(channel);
    }
}
