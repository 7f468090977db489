using Notify.Core.Notifications;

namespace Notify.Data.Notifications;

/// <summary>A lane of the queue in figures.</summary>
/// <param name="Due">Due and not handed over yet, whoever holds them.</param>
/// <param name="OldestAge">Since the oldest of them was due first; zero when there is none.</param>
/// <param name="Stuck">Taken from dead or stuck workers <see cref="QueueStore.Stuck"/> times or more without an outcome.</param>
public sealed record LaneFigures(Channel Channel, Lane Lane, long Due, TimeSpan OldestAge, long Stuck);
