namespace Notify.Data.Receipts;

/// <summary>What became of a receipt.</summary>
public enum ReceiptVerdict
{
    /// <summary>It changed the notification's status.</summary>
    Moved,

    /// <summary>It is on the time line and changed nothing: it reported no status, or one that may not follow what stands.</summary>
    Noted,

    /// <summary>The same receipt came before: the time line counts it where that one stands; or another one, for which the time line is too long.</summary>
    Repeated,

    /// <summary>No notification has the provider's reference yet: it is kept and tried again for some minutes.</summary>
    Kept,

    /// <summary>There is no notification with this id: nothing was stored.</summary>
    Unknown,

    /// <summary>Too many receipts wait: nothing was stored, and the provider is to come again.</summary>
    Busy,
}
