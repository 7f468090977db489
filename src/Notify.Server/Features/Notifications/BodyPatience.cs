namespace Notify.Server.Features.Notifications;

/// <summary>How long a client may take over a body.</summary>
/// <param name="Silence">Without a byte.</param>
/// <param name="Whole">For all of it.</param>
internal sealed record BodyPatience(TimeSpan Silence, TimeSpan Whole)
{
    /// <summary>The web server's own rate is an average: who sends much at once may be silent long afterwards, and its bytes are kept meanwhile.</summary>
    public static BodyPatience OfUploads { get; } = new(TimeSpan.FromSeconds(20), TimeSpan.FromMinutes(10));
}
