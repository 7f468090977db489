using Hangfire;
using Microsoft.Extensions.Options;
using Notify.Core.Notifications;
using Notify.Core.Providers;
using Notify.Data.Providers;

namespace Notify.Server.Delivery.Providers;

/// <summary>Each minute: moves weight away from providers of texts that deliver slowly, and lets all return to rest step by step.
/// Safe to run twice, anywhere.</summary>
public sealed partial class BalanceProvidersJob(ProviderStore store, IOptions<DeliveryOptions> options, ILogger<BalanceProvidersJob> logger)
{
    /// <summary>Texts accepted since this long are looked at.</summary>
    private static readonly TimeSpan LookingBack = TimeSpan.FromMinutes(15);

    /// <summary>From hand-over to delivery.</summary>
    private static readonly TimeSpan SlowAfter = TimeSpan.FromMinutes(5);

    /// <summary>Share of slow deliveries from which a provider is slow.</summary>
    private const double SlowShare = 0.15;

    /// <summary>Fewer texts say nothing about a provider.</summary>
    private const int FewestToJudge = 20;

    private static readonly TimeSpan RestAfterSlowness = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan RestBeforeReturn = TimeSpan.FromMinutes(15);

    [DisableConcurrentExecution(60)]
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        foreach (var channel in ChannelNames.Sent)
        {
            var names = options.Value.Providers(channel).Keys.ToList();
            if (names.Count < 2)
            {
                continue;
            }

            if (channel == Channel.Sms)
            {
                var slow = (await store.SlowSharesAsync(channel, names, LookingBack, SlowAfter, cancellationToken))
                    .Where(provider => provider.HandedOver >= FewestToJudge && provider.Slow >= SlowShare * provider.HandedOver)
                    .Select(provider => provider.Name)
                    .ToHashSet(StringComparer.Ordinal);
                Log(await store.ChangeAsync(channel, names, RestAfterSlowness, ProviderStore.Ourselves, shares => AwayFrom(shares, slow), cancellationToken));
            }

            Log(await store.ChangeAsync(channel, names, RestBeforeReturn, ProviderStore.Ourselves, TowardsRest, cancellationToken));
        }
    }

    private static List<(ProviderShare, string)> AwayFrom(IReadOnlyList<ProviderShare> shares, HashSet<string> slow)
    {
        var weights = ProviderBalance.AwayFrom([.. shares.Where(share => share.Active)], slow);
        return [.. from share in shares
                   where weights.ContainsKey(share.Name)
                   select (share with { Weight = weights[share.Name] },
                       slow.Contains(share.Name) ? "reduced: slow deliveries" : "raised: slow deliveries elsewhere")];
    }

    private static List<(ProviderShare, string)> TowardsRest(IReadOnlyList<ProviderShare> shares)
    {
        var weights = ProviderBalance.TowardsRest(shares);
        return [.. from share in shares
                   where weights.ContainsKey(share.Name)
                   select (share with { Weight = weights[share.Name] }, "returning to its resting weight")];
    }

    private void Log(IReadOnlyList<(ProviderShare Share, string Reason)> changes)
    {
        foreach (var (share, reason) in changes)
        {
            Shifted(share.Channel, share.Name, share.Weight, reason);
        }
    }

    [LoggerMessage(2064, LogLevel.Warning, "Provider {Provider} of channel {Channel} now has weight {Weight}: {Reason}")]
    private partial void Shifted(Channel channel, string provider, int weight, string reason);
}
