using Notify.Core.Notifications;

namespace Notify.Core.Providers;

/// <summary>A provider of a channel and its share of the messages.</summary>
/// <param name="Weight">0 to 100: its part of the sum of the active ones of the channel.</param>
/// <param name="RestingWeight">What the settings, or the nation's pack, say, to which <paramref name="Weight"/> returns step by step.</param>
/// <param name="Active">False when a person switched it off.</param>
public sealed record ProviderShare(Channel Channel, string Name, int Weight, int RestingWeight, bool Active);
