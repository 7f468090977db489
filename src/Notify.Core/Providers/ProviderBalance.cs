namespace Notify.Core.Providers;

/// <summary>Moves weight between the providers of a channel, for any number of them.</summary>
/// <remarks>With two providers that sum to 100 this is the original's rule: ten points from one to the other.</remarks>
public static class ProviderBalance
{
    /// <summary>Points that one step moves.</summary>
    public const int Step = 10;

    public const int MaxWeight = 100;

    /// <summary>Takes up to <see cref="Step"/> points from one provider and gives them to the others, spread by their resting weights.</summary>
    /// <param name="shares">The active providers of one channel.</param>
    /// <param name="ailing">Names of those that lose.</param>
    /// <returns>New weights of those that change; empty when all or none of them ail, or nothing is left to move.</returns>
    public static IReadOnlyDictionary<string, int> AwayFrom(IReadOnlyList<ProviderShare> shares, IReadOnlySet<string> ailing)
    {
        ArgumentNullException.ThrowIfNull(shares);
        ArgumentNullException.ThrowIfNull(ailing);
        var losing = shares.Where(share => ailing.Contains(share.Name) && share.Weight > 0).ToList();
        var winning = shares.Where(share => !ailing.Contains(share.Name) && share.Weight < MaxWeight).ToList();
        if (losing.Count == 0 || winning.Count == 0)
        {
            return new Dictionary<string, int>();
        }

        var changed = new Dictionary<string, int>(StringComparer.Ordinal);
        var freed = 0;
        foreach (var share in losing)
        {
            var points = Math.Min(Step, share.Weight);
            changed[share.Name] = share.Weight - points;
            freed += points;
        }

        Spread(winning, freed, changed);
        return changed;
    }

    /// <summary>Moves each provider up to <see cref="Step"/> points towards its resting weight.</summary>
    /// <returns>New weights of those that change.</returns>
    public static IReadOnlyDictionary<string, int> TowardsRest(IReadOnlyList<ProviderShare> shares)
    {
        ArgumentNullException.ThrowIfNull(shares);
        return shares
            .Where(share => share.Weight != share.RestingWeight)
            .ToDictionary(
                share => share.Name,
                share => share.Weight + Math.Clamp(share.RestingWeight - share.Weight, -Step, Step),
                StringComparer.Ordinal);
    }

    /// <summary>Draws one at random, by weight.</summary>
    /// <param name="weights">Of those that may be drawn; all zero counts as all equal.</param>
    /// <param name="random">0 (inclusive) to 1 (exclusive).</param>
    /// <returns>Its index.</returns>
    public static int Draw(ReadOnlySpan<int> weights, double random)
    {
        ArgumentOutOfRangeException.ThrowIfZero(weights.Length);
        var sum = 0;
        foreach (var weight in weights)
        {
            sum += weight;
        }

        if (sum == 0)
        {
            return (int)(random * weights.Length);
        }

        var point = random * sum;
        for (var i = 0; i < weights.Length; i++)
        {
            point -= weights[i];
            if (point < 0)
            {
                return i;
            }
        }

        return weights.Length - 1;
    }

    private static void Spread(List<ProviderShare> winning, int points, Dictionary<string, int> changed)
    {
        // Point by point to whoever is furthest below its part: few points, few providers, and no rounding to explain.
        var weights = winning.ToDictionary(share => share.Name, share => share.Weight, StringComparer.Ordinal);
        var received = winning.ToDictionary(share => share.Name, _ => 0, StringComparer.Ordinal);
        for (; points > 0; points--)
        {
            var next = winning
                .Where(share => weights[share.Name] < MaxWeight)
                .MinBy(share => (received[share.Name] + 1.0) / Math.Max(share.RestingWeight, 1));
            if (next is null)
            {
                return;
            }

            received[next.Name]++;
            changed[next.Name] = ++weights[next.Name];
        }
    }
}
