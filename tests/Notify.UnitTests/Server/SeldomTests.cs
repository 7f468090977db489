using Microsoft.Extensions.Time.Testing;
using Notify.Server.Hosting;

namespace Notify.UnitTests.Server;

public sealed class SeldomTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void What_comes_up_again_is_held_back_for_an_interval_and_then_told_with_its_count()
    {
        var seldom = new Seldom<string>(TimeSpan.FromMinutes(1), _time);

        int[] first = [seldom.Count("a"), seldom.Count("a"), seldom.Count("b"), seldom.Count("a")];
        _time.Advance(TimeSpan.FromMinutes(1));
        int[] then = [seldom.Count("a", by: 5), seldom.Count("a")];

        Assert.Equal([1, 0, 1, 0, 7, 0], first.Concat(then));
    }

    [Fact]
    public void Whoever_makes_keys_up_fills_neither_log_nor_memory()
    {
        var seldom = new Seldom<int>(TimeSpan.FromMinutes(1), _time, most: 10);

        Assert.Equal(10, Enumerable.Range(0, 100).Sum(key => seldom.Count(key)));
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(1, seldom.Count(50));
    }
}
