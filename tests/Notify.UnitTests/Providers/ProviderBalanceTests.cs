using FsCheck.Xunit;
using Notify.Core.Notifications;
using Notify.Core.Providers;

namespace Notify.UnitTests.Providers;

public sealed class ProviderBalanceTests
{
    [Fact]
    public void Of_two_providers_ten_points_move_from_the_ailing_one_to_the_other() =>
        Assert.Equal(
            new Dictionary<string, int> { ["a"] = 41, ["b"] = 59 },
            ProviderBalance.AwayFrom([Share("a", 51), Share("b", 49)], new HashSet<string> { "a" }));

    [Fact]
    public void Of_three_the_points_are_spread_by_resting_weights() =>
        Assert.Equal(
            new Dictionary<string, int> { ["a"] = 30, ["b"] = 47, ["c"] = 23 },
            ProviderBalance.AwayFrom([Share("a", 40), Share("b", 40), Share("c", 20)], new HashSet<string> { "a" }));

    [Theory]
    [InlineData("a", "b")]
    [InlineData()]
    public void All_or_none_ailing_moves_nothing(params string[] ailing) =>
        Assert.Empty(ProviderBalance.AwayFrom([Share("a", 51), Share("b", 49)], ailing.ToHashSet()));

    [Fact]
    public void Return_moves_each_towards_rest_by_ten_at_most() =>
        Assert.Equal(
            new Dictionary<string, int> { ["a"] = 31, ["b"] = 69, ["c"] = 7 },
            ProviderBalance.TowardsRest([Share("a", 21, rest: 51), Share("b", 79, rest: 49), Share("c", 5, rest: 7), Share("d", 3)]));

    [Property]
    public void Moving_keeps_the_sum_while_there_is_room_and_no_weight_leaves_its_range(byte first, byte second, byte third)
    {
        ProviderShare[] shares = [Share("a", first % 101), Share("b", second % 101), Share("c", third % 101)];

        var changed = ProviderBalance.AwayFrom(shares, new HashSet<string> { "b" });

        var after = shares.Select(share => changed.GetValueOrDefault(share.Name, share.Weight)).ToList();
        Assert.All(after, weight => Assert.InRange(weight, 0, 100));
        Assert.True(after.Sum() <= shares.Sum(share => share.Weight));
        Assert.True(changed.Count == 0 || after[1] < shares[1].Weight);
        if (shares[0].Weight <= 90 && shares[2].Weight <= 90)
        {
            Assert.Equal(shares.Sum(share => share.Weight), after.Sum());
        }
    }

    [Theory]
    [InlineData(0.0, 0)]
    [InlineData(0.59, 0)]
    [InlineData(0.6, 1)]
    [InlineData(0.999, 1)]
    public void Draw_follows_the_weights(double random, int expected) => Assert.Equal(expected, ProviderBalance.Draw([60, 40, 0], random));

    [Fact]
    public void Weights_of_zero_count_as_equal() => Assert.Equal(1, ProviderBalance.Draw([0, 0], 0.7));

    private static ProviderShare Share(string name, int weight, int? rest = null) => new(Channel.Sms, name, weight, rest ?? weight, Active: true);
}
