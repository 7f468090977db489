namespace Notify.IntegrationTests.Retention;

/// <summary>Where personal data may stand, and what ends it. A new table with such a column fails the test until it is named here.</summary>
internal static class PersonalTables
{
    /// <summary>Emptied by retention: the test fills every personal column of them and looks at each again afterwards.</summary>
    public static IReadOnlyList<string> OfRetention { get; } =
        ["notifications", "notification_events", "sandbox_messages", "received_texts", "complaints", "uploads", "upload_chunks", "unsubscribe_requests"];

    /// <summary>Have an end of their own, or are settings that stand as long as somebody keeps them.</summary>
    public static IReadOnlyDictionary<string, string> Others { get; } = new Dictionary<string, string>
    {
        ["files"] = "deleted when their own time is over",
        ["idempotency_keys"] = "deleted after 24 hours",
        ["users"] = "staff, kept while the account exists",
        ["guest_list"] = "a setting of the service",
        ["suppressions"] = "deleted seven days after they stop counting",
        ["unmatched_receipts"] = "matched or deleted after five minutes",
    };
}
