namespace Notify.Server.Features.Notifications;

/// <summary>How long a client may take over a body.</summary>
/// <param name="Silence">Without a byte.</param>
/// <param name="Whole">For all of it.</param>
internal sealed record BodyPatience(TimeSpan Silence, TimeSpan Whole)
{
    /// <summary>The web server's own rate is an average: who sends much at once may be silent long afterwards, and its bytes are kept meanwhile.</summary>
    public static BodyPatience OfUploads { get; } = new(TimeSpan.FromSeconds(20), TimeSpan.FromMinutes(10));

    /// <summary>The body begins.</summary>
    public Clock Begin(CancellationToken cancellationToken) => new(this, cancellationToken);

    /// <summary>The time of one body.</summary>
    public sealed class Clock : IDisposable
    {
        private readonly BodyPatience _patience;
        private readonly CancellationTokenSource _whole;
        private readonly CancellationTokenSource _silence;

        public Clock(BodyPatience patience, CancellationToken cancellationToken)
        {
            _patience = patience;
            _whole = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            _silence = CancellationTokenSource.CreateLinkedTokenSource(_whole.Token);
            _whole.CancelAfter(patience.Whole);
        }

        /// <returns>Cancelled when the next bytes do not come in time.</returns>
        public CancellationToken Next()
        {
            _silence.CancelAfter(_patience.Silence);
            return _silence.Token;
        }

        public void Dispose()
        {
            _silence.Dispose();
            _whole.Dispose();
        }
    }
}
