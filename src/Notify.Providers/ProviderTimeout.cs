namespace Notify.Providers;

/// <summary>How long a provider waits for its carrier, so that the lease of a claim can be held against it.</summary>
/// <param name="Setting">Where it is set, as an operator would look for it.</param>
/// <param name="Value">For one request, or one answer.</param>
public sealed record ProviderTimeout(string Setting, TimeSpan Value);
