using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Notify.Core.Errors;
using Notify.Server.Features.Notifications;

namespace Notify.Server.Features.Uploads;

/// <summary>Reads the bodies of large requests, as many at once as their bytes fit into <see cref="UploadOptions.MaxBodyMemory"/>. Each takes up
/// what it has sent so far, so that slow clients keep nobody waiting; one service has half of it at most.</summary>
internal sealed class UploadBodies(IOptions<UploadOptions> options)
{
    private readonly ConcurrentDictionary<Guid, long> _keptByService = new();
    private long _kept;

    /// <summary>Bytes kept now.</summary>
    public long Kept => Interlocked.Read(ref _kept);

    private UploadOptions Options => options.Value;

    private long MostOfOne => Math.Max(Options.MaxBodySize, Options.MaxBodyMemory / 2);

    /// <returns>To be disposed of when the body is not needed any more.</returns>
    public Room Enter(Guid serviceId) => new(this, serviceId);

    /// <summary>What one request keeps.</summary>
    public sealed class Room(UploadBodies bodies, Guid serviceId) : IDisposable
    {
        private long _taken;

        /// <returns>The body; or the refusal, when it is too large or there is no room for it now.</returns>
        /// <exception cref="BadHttpRequestException">It came too slowly.</exception>
        public Task<Result<ReadOnlyMemory<byte>>> ReadAsync(HttpRequest http, CancellationToken cancellationToken) =>
            RequestBody.ReadBytesAsync(http, bodies.Options.MaxBodySize, Take, BodyPatience.OfUploads, cancellationToken);

        public void Dispose() => Add(-Interlocked.Exchange(ref _taken, 0));

        private bool Take(int count)
        {
            Interlocked.Add(ref _taken, count);
            if (Add(count))
            {
                return true;
            }

            Dispose();
            return false;
        }

        /// <returns>Whether it fits.</returns>
        private bool Add(long count)
        {
            var all = Interlocked.Add(ref bodies._kept, count);
            var ofOne = bodies._keptByService.AddOrUpdate(serviceId, count, (_, kept) => kept + count);
            if (ofOne == 0)
            {
                bodies._keptByService.TryRemove(new KeyValuePair<Guid, long>(serviceId, 0));
            }

            return all <= bodies.Options.MaxBodyMemory && ofOne <= bodies.MostOfOne;
        }
    }
}
