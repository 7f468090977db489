using Notify.Core.Notifications;
using Notify.Core.Providers;
using Changes = System.Collections.Generic.IReadOnlyList<(Notify.Core.Providers.ProviderShare Share, string Reason)>;

namespace Notify.Server.Delivery.Providers;

/// <summary>What is changed of shares that nobody asked to change, with the reason for each.</summary>
internal static partial class WeightChanges
{
    /// <summary>Moves weight from providers that ail to the others of those that are switched on.</summary>
    /// <param name="lost">Why the ailing ones lose.</param>
    /// <param name="won">Why the others win.</param>
    public static Changes AwayFrom(IReadOnlyList<ProviderShare> shares, IReadOnlySet<string> ailing, string lost, string won) =>
        Of(
            shares,
            ProviderBalance.AwayFrom([.. shares.Where(share => share.Active)], ailing),
            name => ailing.Contains(name) ? $"reduced: {lost}" : $"raised: {won}");

    /// <summary>Moves all a step towards the weights of the settings.</summary>
    public static Changes TowardsRest(IReadOnlyList<ProviderShare> shares) =>
        Of(shares, ProviderBalance.TowardsRest(shares), _ => "returning to its resting weight");

    public static void Log(ILogger logger, Changes changes)
    {
        foreach (var (share, reason) in changes)
        {
            Shifted(logger, share.Channel, share.Name, share.Weight, reason);
        }
    }

    private static Changes Of(IReadOnlyList<ProviderShare> shares, IReadOnlyDictionary<string, int> weights, Func<string, string> reason) =>
        [.. from share in shares
            where weights.ContainsKey(share.Name)
            select (share with { Weight = weights[share.Name] }, reason(share.Name))];

    [LoggerMessage(2062, LogLevel.Warning, "Provider {Provider} of channel {Channel} now has weight {Weight}: {Reason}")]
    private static partial void Shifted(ILogger logger, Channel channel, string provider, int weight, string reason);
}
