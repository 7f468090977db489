using Notify.Core.Services;

namespace Notify.UnitTests.Services;

public sealed class RequestBucketTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 2)]
    [InlineData(3, 2)]
    [InlineData(4, 3)]
    [InlineData(30, 11)]
    [InlineData(2997, 1000)]
    [InlineData(3000, 1000)]
    [InlineData(int.MaxValue, 1000)]
    public void Full_bucket_holds_a_third_of_the_limit_and_one_more_up_to_a_thousand(int limit, int tokens) =>
        Assert.Equal(tokens, RequestBucket.Capacity(limit));

    [Theory]
    [InlineData(30, 0)]
    [InlineData(3_000, 62)]
    [InlineData(599_999, 62)]
    [InlineData(600_000, 250)]
    public void Host_takes_more_in_advance_where_the_bucket_is_full_again_at_once(int limit, int tokens)
    {
        Assert.Equal(tokens, RequestBucket.Block(limit));
    }
}
