namespace Notify.Core.Callbacks;

/// <summary>Words for why a callback got no answer, as its log shows them; nothing of the receiver's.</summary>
public static class CallbackFaults
{
    /// <summary>The name leads into networks that the operator has not allowed.</summary>
    public const string AddressNotAllowed = "address-not-allowed";

    public const string ConnectionRefused = "connection-refused";

    public const string NameNotFound = "name-not-found";

    public const string Timeout = "timeout";

    /// <summary>No protected connection came about: the certificate, most often.</summary>
    public const string Tls = "tls";

    /// <summary>It broke, or could not be made.</summary>
    public const string Connection = "connection";

    /// <summary>Nothing was sent: what it tells has been deleted at the end of the service's retention.</summary>
    public const string NotKept = "not-kept";

    /// <summary>Nothing was sent: its receiver was switched off for longer than callbacks wait.</summary>
    public const string SwitchedOff = "switched-off";

    /// <summary>With which no request was made, so that they say nothing of the receiver.</summary>
    public static IReadOnlyList<string> Unsent { get; } = [NotKept, SwitchedOff];
}
