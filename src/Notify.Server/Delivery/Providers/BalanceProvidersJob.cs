using Hangfire;
using Microsoft.Extensions.Options;
using Notify.Core.Notifications;
using Notify.Core.Providers;
using Notify.Data.Providers;

namespace Notify.Server.Delivery.Providers;

/// <summary>Each minute: moves weight away from providers of texts that deliver slowly, and lets all return to rest step by step.
/// Safe to run twice, anywhere.</summary>
public sealed class BalanceProvidersJob(ProviderStore store, IOptions<DeliveryOptions> options, ILogger<BalanceProvidersJob> logger)
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
                await ChangeAsync(channel, names, RestAfterSlowness, shares => WeightChanges.AwayFrom(shares, slow, "slow deliveries", "slow deliveries elsewhere"), cancellationToken);
            }

            await ChangeAsync(channel, names, RestBeforeReturn, WeightChanges.TowardsRest, cancellationToken);
        }
    }

    private async Task ChangeAsync(
        Channel channel,
        List<string> names,
        TimeSpan rest,
        Func<IReadOnlyList<ProviderShare>, IReadOnlyList<(ProviderShare, string)>> decide,
        CancellationToken cancellationToken) =>
        WeightChanges.Log(logger, await store.ChangeAsync(channel, names, rest, ProviderStore.Ourselves, decide, cancellationToken));
}
