namespace Notify.Core.Providers;

/// <summary>When a provider counts as slow, by how many of its latest messages took too long.</summary>
public static class ProviderSlowness
{
    /// <summary>From hand-over to delivery.</summary>
    public static readonly TimeSpan SlowDelivery = TimeSpan.FromMinutes(5);

    /// <summary>A hand-over itself, from when the message is ready to go to the answer: a third of the time that a mail server is given by the defaults.</summary>
    public static readonly TimeSpan SlowHandOver = TimeSpan.FromSeconds(5);

    /// <summary>Share of slow ones from which a provider is slow.</summary>
    private const double Share = 0.15;

    /// <summary>Fewer messages say nothing about a provider.</summary>
    private const int Fewest = 20;

    /// <param name="all">Messages looked at.</param>
    /// <param name="slow">Those of them that took too long.</param>
    public static bool Judge(long all, long slow) => all >= Fewest && slow >= Share * all;
}
