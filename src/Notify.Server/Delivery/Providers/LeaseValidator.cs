using System.Globalization;
using Microsoft.Extensions.Options;
using Notify.Core.Notifications;
using Notify.Providers;
using Notify.Providers.Email;
using Notify.Providers.Sms;

namespace Notify.Server.Delivery.Providers;

/// <summary>Refuses to start when a provider in use may take longer than a hand-over has: each slow answer would be cut off, and be in doubt.</summary>
internal sealed class LeaseValidator(IEnumerable<IEmailProvider> email, IEnumerable<ISmsProvider> sms) : IValidateOptions<DeliveryOptions>
{
    public ValidateOptionsResult Validate(string? name, DeliveryOptions options)
    {
        var faults = InUse(options)
            .Where(timeout => timeout.Value > options.HandOver)
            .Select(timeout => string.Create(
                CultureInfo.InvariantCulture,
                $"{DeliveryOptions.Section}:{nameof(DeliveryOptions.Lease)} ({options.Lease}) leaves a hand-over {options.HandOver.TotalSeconds:0.#} s, and {timeout.Setting} is {timeout.Value.TotalSeconds:0.#} s: make the lease at least {timeout.Value * 2.5}, or the time-out shorter"))
            .ToList();
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private IEnumerable<ProviderTimeout> InUse(DeliveryOptions options)
    {
        try
        {
            var (emailNames, smsNames) = (options.Providers(Channel.Email), options.Providers(Channel.Sms));
            return [.. email.Where(provider => emailNames.ContainsKey(provider.Name)).Select(provider => provider.Timeout)
                .Concat(sms.Where(provider => smsNames.ContainsKey(provider.Name)).Select(provider => provider.Timeout))
                .OfType<ProviderTimeout>()];
        }
        catch (FormatException)
        {
            // Told by the validator of the names.
            return [];
        }
    }
}
