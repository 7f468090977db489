using Microsoft.Extensions.Options;

namespace Notify.Server.Features.Uploads;

/// <summary>Keeps the memory and time that checking large requests takes within bounds: few are checked at once, some wait.</summary>
internal sealed class UploadTurn(IOptions<UploadOptions> options) : IDisposable
{
    private readonly SemaphoreSlim _free = new(options.Value.AtOnce);
    private int _waiting;

    /// <returns>To be disposed of when the request is done; null when too many wait.</returns>
    public async Task<IDisposable?> TakeAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Increment(ref _waiting) > options.Value.AtOnce + options.Value.MaxWaiting)
        {
            Interlocked.Decrement(ref _waiting);
            return null;
        }

        try
        {
            await _free.WaitAsync(cancellationToken);
        }
        catch
        {
            Interlocked.Decrement(ref _waiting);
            throw;
        }

        return new Turn(this);
    }

    public void Dispose() => _free.Dispose();

    private sealed class Turn(UploadTurn turns) : IDisposable
    {
        private int _isOver;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isOver, 1) == 0)
            {
                Interlocked.Decrement(ref turns._waiting);
                turns._free.Release();
            }
        }
    }
}
