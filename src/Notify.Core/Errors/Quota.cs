namespace Notify.Core.Errors;

/// <summary>A limit over a span of time.</summary>
/// <param name="Name">Lower-case letters, digits, hyphens and underscores, such as <c>live-requests</c>.</param>
/// <param name="Limit">How much the span allows.</param>
public sealed record Quota(string Name, int Limit, TimeSpan Span);
