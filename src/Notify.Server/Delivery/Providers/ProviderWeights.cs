using System.Globalization;
using Notify.Core.Nations;

namespace Notify.Server.Delivery.Providers;

/// <summary>Reads the settings that name the providers of a channel: <c>smtp</c>, or <c>twilio=60, example-aggregator=40</c>.</summary>
internal static class ProviderWeights
{
    /// <summary>What <see cref="TryParse"/> takes, for messages about wrong settings.</summary>
    public const string Form = "is one name, or names with weights from 0 to 100, such as twilio=60,example-aggregator=40";

    /// <param name="weights">By name, in the order given. Those without a weight share what is left of 100 equally.</param>
    public static bool TryParse(string text, out IReadOnlyDictionary<string, int> weights)
    {
        var parts = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var read = new List<(string Name, int? Weight)>();
        weights = new Dictionary<string, int>();
        foreach (var part in parts)
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            var name = (equals < 0 ? part : part[..equals]).TrimEnd();
            int? weight = null;
            if (equals >= 0)
            {
                if (!int.TryParse(part[(equals + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number > 100)
                {
                    return false;
                }

                weight = number;
            }

            if (!NationProvider.IsName(name) || read.Any(other => other.Name == name))
            {
                return false;
            }

            read.Add((name, weight));
        }

        if (read.Count == 0)
        {
            return false;
        }

        weights = Share(read);
        return true;
    }

    /// <returns>The weights by name; providers without one share what is left of 100 equally.</returns>
    public static IReadOnlyDictionary<string, int> Share(IReadOnlyCollection<(string Name, int? Weight)> providers)
    {
        var unsaid = providers.Count(provider => provider.Weight is null);
        var left = Math.Max(0, 100 - providers.Sum(provider => provider.Weight ?? 0));
        return providers.ToDictionary(provider => provider.Name, provider => provider.Weight ?? (left / unsaid), StringComparer.Ordinal);
    }
}
