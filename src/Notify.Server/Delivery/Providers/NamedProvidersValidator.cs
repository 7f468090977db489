using Microsoft.Extensions.Options;
using Notify.Core.Notifications;
using Notify.Providers.Email;
using Notify.Providers.Sms;

namespace Notify.Server.Delivery.Providers;

/// <summary>Refuses to start when the settings name a provider that is not there, or two that are there have one name.</summary>
internal sealed class NamedProvidersValidator(IEnumerable<IEmailProvider> email, IEnumerable<ISmsProvider> sms, bool sends) : IValidateOptions<DeliveryOptions>
{
    public ValidateOptionsResult Validate(string? name, DeliveryOptions options)
    {
        var faults = Faults(Channel.Email, options, [.. email.Select(provider => provider.Name)])
            .Concat(Faults(Channel.Sms, options, [.. sms.Select(provider => provider.Name)]))
            .ToList();
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private IEnumerable<string> Faults(Channel channel, DeliveryOptions options, List<string> known)
    {
        foreach (var twice in known.GroupBy(provider => provider, StringComparer.Ordinal).Where(group => group.Count() > 1))
        {
            yield return $"Two providers of {channel.Wire()} are named {twice.Key}: rename one";
        }

        IReadOnlyDictionary<string, int>? named = null;
        string? wrong = null;
        try
        {
            named = options.Providers(channel);
        }
        catch (FormatException e)
        {
            wrong = e.Message;
        }

        if (wrong is not null)
        {
            yield return wrong;
        }

        foreach (var provider in named?.Keys.Except(known, StringComparer.Ordinal) ?? [])
        {
            if (!sends && options.OriginOf(channel) != DeliveryOptions.SettingOf(channel))
            {
                // The pack is every host's, what it needs those hosts' that send.
                continue;
            }

            var others = known.Count == 0 ? "none" : string.Join(", ", known.Order(StringComparer.Ordinal));
            yield return options.OriginOf(channel) is var origin && origin == DeliveryOptions.SettingOf(channel)
                ? $"{origin} names {provider}, which is not set up; there are: {others}"
                : $"{origin} names {provider} for {channel.Wire()}, which is not set up; there are: {others}. Set it up, or name others in {DeliveryOptions.SettingOf(channel)}";
        }
    }
}
