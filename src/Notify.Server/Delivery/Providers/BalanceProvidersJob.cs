using Hangfire;
using Microsoft.Extensions.Options;
using Notify.Core.Notifications;
using Notify.Core.Providers;
using Notify.Data.Providers;
using Notify.Providers.Sms;

namespace Notify.Server.Delivery.Providers;

/// <summary>Each minute: moves weight away from providers of texts that deliver slowly, and lets all return to rest step by step.
/// Safe to run twice, anywhere.</summary>
public sealed class BalanceProvidersJob(
    ProviderStore store, IEnumerable<ISmsProvider> carriers, IOptions<DeliveryOptions> options, ILogger<BalanceProvidersJob> logger)
{
    /// <summary>Texts accepted since this long are looked at.</summary>
    private static readonly TimeSpan LookingBack = TimeSpan.FromMinutes(15);

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
                var telling = names.Except(carriers.Where(carrier => !carrier.ReportsDelivery).Select(carrier => carrier.Name)).ToList();
                var slow = (await store.SlowSharesAsync(channel, telling, LookingBack, ProviderSlowness.SlowDelivery, cancellationToken))
                    .Where(provider => ProviderSlowness.Judge(provider.HandedOver, provider.Slow))
                    .Select(provider => provider.Name)
                    .ToHashSet(StringComparer.Ordinal);
                await ChangeAsync(channel, names, ProviderBoard.RestAfterSlowness, shares => WeightChanges.AwayFrom(shares, slow, "slow deliveries", "slow deliveries elsewhere"), cancellationToken);
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
