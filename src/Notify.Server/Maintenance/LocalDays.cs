using NodaTime;
using Notify.Core.Nations;

namespace Notify.Server.Maintenance;

/// <summary>Days of the nation: never reckoned in SQL, since the zone data that travels with the program is newer than a database's.</summary>
public sealed class LocalDays(NationPack nation)
{
    private readonly DateTimeZone _zone = DateTimeZoneProviders.Tzdb[nation.TimeZone];

    /// <summary>The local day of a moment.</summary>
    public DateOnly Of(DateTimeOffset moment) => Instant.FromDateTimeOffset(moment).InZone(_zone).Date.ToDateOnly();

    /// <summary>The moment from which on everything is kept: the start of the local day that lies so many days before the one of now.</summary>
    public DateTimeOffset StartOfDay(DateTimeOffset now, int daysBefore) =>
        _zone.AtStartOfDay(Instant.FromDateTimeOffset(now).InZone(_zone).Date.PlusDays(-daysBefore)).ToInstant().ToDateTimeOffset();
}
