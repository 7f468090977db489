using Notify.Core;

namespace Notify.UnitTests;

public sealed class IdsTests
{
    [Fact]
    public void Lower_bound_of_a_day_is_at_most_every_id_of_that_day_and_above_every_id_before()
    {
        var now = TimeProvider.System.GetUtcNow();

        var id = Ids.New(TimeProvider.System);

        Assert.True(Compare(Ids.LowerBound(now.AddSeconds(-1)), id) < 0);
        Assert.True(Compare(id, Ids.LowerBound(now.AddSeconds(10))) < 0);
    }

    [Fact]
    public void Service_ids_are_version_4() => Assert.Equal(4, Ids.NewRandom().Version);

    [Fact]
    public void Notification_ids_are_version_7() => Assert.Equal(7, Ids.New(TimeProvider.System).Version);

    private static int Compare(Guid a, Guid b) => string.CompareOrdinal(a.ToString(), b.ToString());
}
