namespace Notify.Core.Services;

/// <summary>The token bucket of requests per minute: filled evenly, each request takes one, and one has to be left after taking.</summary>
/// <remarks>So from rest <c>ceil(limit / 3)</c> requests pass at small limits and 999 at large ones, as with the original.</remarks>
public static class RequestBucket
{
    private const int Largest = 1000;

    /// <param name="limit">Requests in 60 seconds.</param>
    /// <returns>Tokens in a full bucket.</returns>
    public static int Capacity(int limit) => (int)Math.Min(((limit + 2L) / 3) + 1, Largest);

    /// <returns>Tokens that a host may take in advance at a time: a sixteenth of the bucket, or a quarter of one that a tenth of a second fills; 0 for
    /// small buckets, whose tokens are taken one by one.</returns>
    public static int Block(int limit) => Capacity(limit) / (limit / 600 >= Largest ? 4 : 16);
}
