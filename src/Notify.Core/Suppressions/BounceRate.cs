namespace Notify.Core.Suppressions;

/// <summary>How a service's hard bounces stand; mail providers judge the whole platform by them.</summary>
public enum BounceLevel
{
    Good,
    Warning,
    Critical,
}

/// <summary>Hard bounces among the e-mails of the last 24 hours.</summary>
/// <param name="Sent">Handed over, or refused by a provider.</param>
/// <param name="Bounced">Of these, failed for good.</param>
public sealed record BounceRate(long Sent, long Bounced)
{
    /// <summary>0 to 1.</summary>
    public double Share => Sent == 0 ? 0 : (double)Bounced / Sent;

    /// <param name="atLeast">E-mails below which a share says nothing.</param>
    /// <param name="warning">Share, 0 to 1.</param>
    /// <param name="critical">Share, 0 to 1.</param>
    public BounceLevel Judge(int atLeast, double warning, double critical) =>
        Sent <= atLeast ? BounceLevel.Good
        : Share >= critical ? BounceLevel.Critical
        : Share >= warning ? BounceLevel.Warning
        : BounceLevel.Good;
}
