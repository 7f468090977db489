using Notify.Core.Services;

namespace Notify.Core.Declarations;

/// <summary>The members that a file declaring services may have, by the thing they belong to, and the words some of them take.</summary>
/// <remarks>The one list: the reader refuses what is not in it, and the JSON schema that editors use is compared with it.</remarks>
public static class ServiceFileMembers
{
    public static IReadOnlyList<string> File { get; } = ["$schema", "services"];

    public static IReadOnlyList<string> Service { get; } =
    [
        "id", "name", "archived", "trial_mode", "permissions", "limits", "retention", "prefix_sms", "contact_link", "members", "guest_list", "reply_to",
        "text_senders", "inbound_numbers", "callbacks", "keys", "templates",
    ];

    public static IReadOnlyList<string> Limits { get; } = ["requests_per_minute", "email_per_day", "sms_per_day", "international_sms_per_day"];

    public static IReadOnlyList<string> Retention { get; } = ["email_days", "sms_days"];

    public static IReadOnlyList<string> Member { get; } = ["name", "email_address", "mobile_number"];

    public static IReadOnlyList<string> Callback { get; } = ["kind", "url", "bearer_token"];

    public static IReadOnlyList<string> Key { get; } = ["name", "type", "priority", "expires", "revoked"];

    public static IReadOnlyList<string> Template { get; } =
        ["name", "title", "type", "subject", "body", "body_file", "lane", "has_unsubscribe_link", "archived"];

    /// <summary>Letters are left out: they are never sent.</summary>
    public static IReadOnlyList<string> Permissions { get; } = [.. ServicePermissions.Words.Where(word => !word.Contains("letter", StringComparison.Ordinal))];

    public static IReadOnlyList<string> KeyTypes { get; } = ["live", "team", "test", "management"];

    public static IReadOnlyList<string> TemplateTypes { get; } = ["email", "sms"];

    public static IReadOnlyList<string> Lanes { get; } = ["priority", "normal", "bulk"];
}
