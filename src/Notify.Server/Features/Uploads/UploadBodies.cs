using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Options;
using Notify.Core.Errors;
using Notify.Server.Features.Notifications;

namespace Notify.Server.Features.Uploads;

/// <summary>Reads the bodies of large requests, as many at once as their bytes fit into <see cref="UploadOptions.MaxBodyMemory"/>. Each takes up
/// what it has sent so far, so that slow clients keep nobody waiting.</summary>
internal sealed class UploadBodies(IOptions<UploadOptions> options)
{
    /// <summary>A list of 40 MB would take an hour and a half at this rate: who is slower than that is not worth holding its bytes.</summary>
    private static readonly MinDataRate Slowest = new(bytesPerSecond: 8 * 1024, gracePeriod: TimeSpan.FromSeconds(20));

    private long _kept;

    private UploadOptions Options => options.Value;

    /// <returns>To be disposed of when the body is not needed any more.</returns>
    public Room Enter() => new(this);

    /// <summary>What one request keeps.</summary>
    public sealed class Room(UploadBodies bodies) : IDisposable
    {
        private long _taken;

        /// <returns>The body; or the refusal, when it is too large or there is no room for it now.</returns>
        public Task<Result<ReadOnlyMemory<byte>>> ReadAsync(HttpRequest http, CancellationToken cancellationToken)
        {
            if (http.HttpContext.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
            {
                rate.MinDataRate = Slowest;
            }

            return RequestBody.ReadBytesAsync(http, bodies.Options.MaxBodySize, Take, cancellationToken);
        }

        public void Dispose() => Interlocked.Add(ref bodies._kept, -Interlocked.Exchange(ref _taken, 0));

        private bool Take(int count)
        {
            if (Interlocked.Add(ref bodies._kept, count) > bodies.Options.MaxBodyMemory)
            {
                Interlocked.Add(ref bodies._kept, -count);
                Dispose();
                return false;
            }

            _taken += count;
            return true;
        }
    }
}
