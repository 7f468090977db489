using Notify.Server.Hosting;

namespace Notify.Server.Delivery.Uploads;

/// <summary>Remembers of which uploads this host has said that it cannot read them: the sweeper gives one to it again every few seconds.</summary>
public sealed class UnreadableUploads(TimeProvider time)
{
    private readonly Seldom<Guid> _told = new(TimeSpan.FromHours(1), time);

    /// <returns>Whether it is time to say so of an upload, for the first time or once more.</returns>
    public bool IsToBeTold(Guid uploadId) => _told.Count(uploadId) > 0;
}
