namespace Notify.Core.Callbacks;

/// <summary>What a service can have told to its own program.</summary>
public enum CallbackKind
{
    /// <summary>A notification has reached a final status.</summary>
    DeliveryStatus,

    /// <summary>Somebody has sent a text to the service's number.</summary>
    ReceivedText,

    /// <summary>A recipient has told their mail provider that an e-mail was unwanted.</summary>
    Complaint,
}

/// <summary>The words of <see cref="CallbackKind"/> on the wire and in the database.</summary>
public static class CallbackKinds
{
    public static IReadOnlyList<string> Words { get; } = [.. Enum.GetValues<CallbackKind>().Select(Wire)];

    public static string Wire(this CallbackKind kind) => kind switch
    {
        CallbackKind.DeliveryStatus => "delivery-status",
        CallbackKind.ReceivedText => "received-text",
        CallbackKind.Complaint => "complaint",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <exception cref="FormatException">The word is none of <see cref="Words"/>.</exception>
    public static CallbackKind Parse(string word) => word switch
    {
        "delivery-status" => CallbackKind.DeliveryStatus,
        "received-text" => CallbackKind.ReceivedText,
        "complaint" => CallbackKind.Complaint,
        _ => throw new FormatException($"'{word}' is not a kind of callback: {string.Join(", ", Words)}"),
    };
}
