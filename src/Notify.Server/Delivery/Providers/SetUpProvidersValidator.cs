using Microsoft.Extensions.Options;
using Notify.Core.Notifications;
using Notify.Providers.Email;
using Notify.Providers.Sms;

namespace Notify.Server.Delivery.Providers;

/// <summary>Refuses to start a worker with a provider that lacks what it needs: it would take no message, and each would wait until it is too old.
/// Hosts that do not send need no such settings.</summary>
internal sealed class SetUpProvidersValidator(IEnumerable<IEmailProvider> email, IEnumerable<ISmsProvider> sms) : IValidateOptions<DeliveryOptions>
{
    public ValidateOptionsResult Validate(string? name, DeliveryOptions options)
    {
        var faults = Faults(Channel.Email, options, email.Select(provider => (provider.Name, provider.MissingSetting)))
            .Concat(Faults(Channel.Sms, options, sms.Select(provider => (provider.Name, provider.MissingSetting))))
            .ToList();
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static List<string> Faults(Channel channel, DeliveryOptions options, IEnumerable<(string Name, string? Missing)> known)
    {
        IReadOnlyDictionary<string, int> named;
        try
        {
            named = options.Providers(channel);
        }
        catch (FormatException)
        {
            // Told by the validator of the names.
            return [];
        }

        return
        [
            .. from provider in known
               where provider.Missing is not null && named.ContainsKey(provider.Name)
               select $"{options.OriginOf(channel)} names {provider.Name} for {channel.Wire()}, which needs {provider.Missing}: set it, or name others in {DeliveryOptions.SettingOf(channel)}",
        ];
    }
}
