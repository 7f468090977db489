using System.Buffers.Binary;
using OpenTelemetry.Trace;

namespace Notify.Server.Hosting.Telemetry;

/// <summary>Samples a share of traces by the end of their ids. Of a version 7 UUID the beginning is a time, which the usual sampler would
/// look at: it would take all or none.</summary>
internal sealed class RandomPartSampler : Sampler
{
    private static double _share;

    public RandomPartSampler(double share)
    {
        _share = share;
        Description = nameof(RandomPartSampler);
    }

    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters)
    {
        Span<byte> id = stackalloc byte[16];
        samplingParameters.TraceId.CopyTo(id);
        return new SamplingResult(IsSampled(id) ? SamplingDecision.RecordAndSample : SamplingDecision.Drop);
    }

    /// <param name="traceId">16 bytes.</param>
    public static bool IsSampled(ReadOnlySpan<byte> traceId) => BinaryPrimitives.ReadUInt32BigEndian(traceId[12..]) < _share * uint.MaxValue;
}
