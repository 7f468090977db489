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
}
