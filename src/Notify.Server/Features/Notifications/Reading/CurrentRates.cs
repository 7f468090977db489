using Notify.Core.Money;
using Notify.Data.Rates;

namespace Notify.Server.Features.Notifications.Reading;

/// <summary>The rates, read once a minute at most: every notification that is shown asks for them.</summary>
public sealed class CurrentRates(RateStore rates, TimeProvider time)
{
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(1);

    private (RateTable Table, long ReadAt)? _last;

    public async ValueTask<RateTable> ReadAsync(CancellationToken cancellationToken)
    {
        if (_last is { } last && time.GetElapsedTime(last.ReadAt) < Kept)
        {
            return last.Table;
        }

        // Two at once read it twice, which does no harm.
        var table = await rates.ReadAsync(cancellationToken);
        _last = (table, time.GetTimestamp());
        return table;
    }
}
