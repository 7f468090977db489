using Notify.Server.Features.Shared;

namespace Notify.Server.Features.Notifications.Reading;

/// <summary>Members beyond the original's, which a notification has only when the query parameter <c>include</c> names them
/// (<c>include=html,status_reason</c>, or repeated).</summary>
/// <param name="Html">Member <c>html</c>: the body of an e-mail as HTML, without the page around it; null for texts and letters.</param>
/// <param name="StatusReason">Member <c>status_reason</c>: why it has its present status, in the words of the provider or of this product; null when nothing was said.</param>
internal sealed record IncludedMembers(bool Html, bool StatusReason)
{
    public const string Parameter = "include";

    public static IncludedMembers None { get; } = new(Html: false, StatusReason: false);

    private static readonly string[] Words = ["html", "status_reason"];

    /// <param name="faults">Gets what names no member; null where queries are ignored, as for a single notification.</param>
    public static IncludedMembers Read(ApiQuery query, SchemaFaults? faults)
    {
        var asked = new HashSet<string>(StringComparer.Ordinal);
        foreach (var value in query.All(Parameter))
        {
            asked.UnionWith(value.Split(','));
            if (!value.Split(',').All(Words.Contains))
            {
                faults?.AddNotOneOf(Parameter, value, Words);
            }
        }

        return new IncludedMembers(asked.Contains("html"), asked.Contains("status_reason"));
    }
}
