using System.Diagnostics;
using Notify.Core;
using Notify.Server.Hosting.Telemetry;
using OpenTelemetry.Trace;

namespace Notify.UnitTests.Server;

public sealed class RandomPartSamplerTests
{
    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(0.1, 50, 150)]
    [InlineData(1, 1000, 1000)]
    public void Share_of_the_traces_is_kept_whatever_time_their_ids_begin_with(double share, int least, int most)
    {
        var sampler = new RandomPartSampler(share);
        var now = TimeProvider.System.GetUtcNow();

        var kept = Enumerable.Range(0, 1000)
            .Select(i => ActivityTraceId.CreateFromString(Ids.At(now.AddMilliseconds(i)).ToString("N")))
            .Count(id => sampler.ShouldSample(new SamplingParameters(default, id, "accept", ActivityKind.Internal)).Decision == SamplingDecision.RecordAndSample);

        Assert.InRange(kept, least, most);
    }
}
