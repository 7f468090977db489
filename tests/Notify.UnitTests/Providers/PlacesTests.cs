using Notify.Providers;

namespace Notify.UnitTests.Providers;

public sealed class PlacesTests
{
    [Fact]
    public async Task Urgent_ones_go_first_and_every_fourth_place_is_for_the_others()
    {
        var places = new Places(1);
        await places.WaitAsync(isUrgent: false, CancellationToken.None);
        var order = new List<string>();
        var waiting = new List<Task>();
        foreach (var (name, isUrgent) in new[] { ("a", false), ("b", false), ("1", true), ("2", true), ("3", true), ("4", true) })
        {
            waiting.Add(Take(name, isUrgent));
        }

        for (var i = 0; i < waiting.Count; i++)
        {
            places.Release();
            var have = i + 1;
            Assert.True(SpinWait.SpinUntil(() => Count(order) == have, TimeSpan.FromSeconds(10)));
        }

        await Task.WhenAll(waiting);
        Assert.Equal(["1", "2", "3", "a", "4", "b"], order);

        async Task Take(string name, bool isUrgent)
        {
            await places.WaitAsync(isUrgent, CancellationToken.None);
            lock (order)
            {
                order.Add(name);
            }
        }
    }

    [Fact]
    public async Task Who_has_stopped_waiting_gets_no_place_and_loses_none()
    {
        var places = new Places(1);
        await places.WaitAsync(isUrgent: true, CancellationToken.None);
        using var stop = new CancellationTokenSource();
        var gone = places.WaitAsync(isUrgent: true, stop.Token);
        var patient = places.WaitAsync(isUrgent: false, CancellationToken.None);

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);
        places.Release();
        await patient.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(0, places.Free);
        places.Release();

        Assert.Equal(1, places.Free);
    }

    [Fact]
    public async Task Whoever_comes_when_one_is_free_has_it_at_once()
    {
        var places = new Places(2);

        await places.WaitAsync(isUrgent: false, CancellationToken.None);

        Assert.Equal(1, places.Free);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => places.WaitAsync(isUrgent: false, new CancellationToken(canceled: true)));
        Assert.Equal(1, places.Free);
    }

    private static int Count(List<string> order)
    {
        lock (order)
        {
            return order.Count;
        }
    }
}
