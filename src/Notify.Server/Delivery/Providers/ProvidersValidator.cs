using Microsoft.Extensions.Options;
using Notify.Core.Notifications;
using Notify.Providers.Email;
using Notify.Providers.Sms;

namespace Notify.Server.Delivery.Providers;

/// <summary>Refuses to start when the settings name a provider that is not there, or two that are there have one name; and to start a worker with
/// a provider that lacks what it needs: it would take no message, and each would wait until it is too old.</summary>
/// <param name="sends">Whether this host is a worker. The pack is every host's, what its providers need those hosts' that send.</param>
internal sealed class ProvidersValidator(IEnumerable<IEmailProvider> email, IEnumerable<ISmsProvider> sms, bool sends) : IValidateOptions<DeliveryOptions>
{
    public ValidateOptionsResult Validate(string? name, DeliveryOptions options)
    {
        var faults = Faults(Channel.Email, options, [.. email.Select(provider => (provider.Name, provider.MissingSetting))])
            .Concat(Faults(Channel.Sms, options, [.. sms.Select(provider => (provider.Name, provider.MissingSetting))]))
            .ToList();
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private IEnumerable<string> Faults(Channel channel, DeliveryOptions options, List<(string Name, string? Missing)> known)
    {
        foreach (var twice in known.GroupBy(provider => provider.Name, StringComparer.Ordinal).Where(group => group.Count() > 1))
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

        if (named is null)
        {
            yield return wrong!;
            yield break;
        }

        var (origin, setting) = (options.OriginOf(channel), DeliveryOptions.SettingOf(channel));
        if (!sends && origin != setting)
        {
            yield break;
        }

        foreach (var provider in named.Keys.Except(known.Select(provider => provider.Name), StringComparer.Ordinal))
        {
            var others = known.Count == 0 ? "none" : string.Join(", ", known.Select(other => other.Name).Order(StringComparer.Ordinal));
            yield return origin == setting
                ? $"{origin} names {provider}, which is not set up; there are: {others}"
                : $"{origin} names {provider} for {channel.Wire()}, which is not set up; there are: {others}. Set it up, or name others in {setting}";
        }

        foreach (var (provider, missing) in known.Where(provider => sends && provider.Missing is not null && named.ContainsKey(provider.Name)))
        {
            yield return $"{origin} names {provider} for {channel.Wire()}, which needs {missing}: set it, or name others in {setting}";
        }
    }
}
