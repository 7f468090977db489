using System.Globalization;
using Hangfire;
using Microsoft.Extensions.Options;
using Notify.Core;
using Notify.Core.Suppressions;
using Notify.Data.Suppressions;

namespace Notify.Server.Suppressions;

/// <summary>Judges the hard bounces of each service's last 24 hours, and tells the service when its standing changes. It stops nobody.</summary>
internal sealed partial class WatchBouncesJob(
    BounceStore bounces, SuppressionStore suppressions, IOptions<SuppressionOptions> options, TimeProvider time, ILogger<WatchBouncesJob> logger)
{
    private const int BatchSize = 5000;

    [DisableConcurrentExecution(60)]
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var (above, warning, critical) = (options.Value.BouncesAbove, options.Value.BounceWarning, options.Value.BounceCritical);
        var least = Math.Max(1, (int)(above * Math.Min(warning, critical)));
        foreach (var (serviceId, rate, before) in await bounces.CountAsync(Ids.LowerBound(time.GetUtcNow().AddDays(-1)), least, cancellationToken))
        {
            var level = rate.Judge(above, warning, critical);
            if (level == before && level == BounceLevel.Good)
            {
                continue;
            }

            var words = string.Create(
                CultureInfo.InvariantCulture,
                $"{rate.Bounced} of {rate.Sent} e-mails of the last 24 hours ({rate.Share * 100:0.0} %) failed for good, most of them at addresses that do not work");
            await bounces.SetAsync(serviceId, level, rate, words, cancellationToken);
            if (level > before)
            {
                Worse(serviceId, level, rate.Bounced, rate.Sent);
            }
        }

        while (await suppressions.ForgetAsync(BatchSize, cancellationToken) == BatchSize)
        {
            // One batch a transaction.
        }
    }

    [LoggerMessage(5031, LogLevel.Warning, "Hard bounces of service {ServiceId} are at the level {Level}: {Bounced} of {Sent} e-mails in 24 hours")]
    private partial void Worse(Guid serviceId, BounceLevel level, long bounced, long sent);
}
