namespace Notify.Core.Recipients.Files;

/// <summary>What a file is checked against besides the template.</summary>
public sealed record RecipientFileOptions
{
    public required PhonePermissions Permissions { get; init; }

    /// <summary>Null or open: anybody.</summary>
    public GuestList? Guests { get; init; }

    /// <summary>Messages the service may still send today; null: no limit.</summary>
    public long? MessagesLeft { get; init; }

    /// <summary>International texts the service may still send today; null: no limit.</summary>
    public long? InternationalLeft { get; init; }

    /// <summary>Rows beyond are counted, not read.</summary>
    public int MaxRows { get; init; } = 100_000;

    /// <summary>Rows with errors that are kept to be shown.</summary>
    public int MaxErrorsShown { get; init; } = 20;

    /// <summary>Rows kept to be shown when none has an error.</summary>
    public int MaxRowsShown { get; init; } = 10;

    /// <summary>Off where the numbers were judged before and are not the author's to mend.</summary>
    public bool JudgePhoneNumbers { get; init; } = true;
}
