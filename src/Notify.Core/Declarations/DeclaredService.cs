using Notify.Core.Callbacks;
using Notify.Core.Notifications;
using Notify.Core.Services;

namespace Notify.Core.Declarations;

/// <summary>A service as a file wants it. What is null is not mentioned and stays as it is.</summary>
public sealed record DeclaredService
{
    public required FilePosition At { get; init; }

    /// <summary>Finds the service whatever its name; the id it gets when it is not there.</summary>
    public Guid? Id { get; init; }

    /// <summary>Finds the service regardless of case, unless there is an id. Not null where there is none.</summary>
    public string? Name { get; init; }

    public bool? IsArchived { get; init; }

    public bool? TrialMode { get; init; }

    public IReadOnlySet<ServicePermission>? Permissions { get; init; }

    public DeclaredLimits Limits { get; init; } = new(null, null, null, null);

    public DeclaredRetention Retention { get; init; } = new(null, null);

    public bool? PrefixSms { get; init; }

    /// <summary>A null that is given takes the link away.</summary>
    public Given<string?> ContactLink { get; init; }

    /// <summary>The whole team.</summary>
    public IReadOnlyList<DeclaredMember>? Members { get; init; }

    /// <summary>The whole list.</summary>
    public IReadOnlyList<string>? GuestList { get; init; }

    /// <summary>All there are, the default first.</summary>
    public IReadOnlyList<string>? ReplyTos { get; init; }

    /// <inheritdoc cref="ReplyTos"/>
    public IReadOnlyList<string>? TextSenders { get; init; }

    /// <summary>All numbers people can write to it at. Each is among its text senders, too, whether <see cref="TextSenders"/> names it or not.</summary>
    public IReadOnlyList<DeclaredNumber>? InboundNumbers { get; init; }

    /// <summary>All there are.</summary>
    public IReadOnlyList<DeclaredCallback>? Callbacks { get; init; }

    /// <summary>Those the file knows about; others stay.</summary>
    public IReadOnlyList<DeclaredKey> Keys { get; init; } = [];

    /// <inheritdoc cref="Keys"/>
    public IReadOnlyList<DeclaredTemplate> Templates { get; init; } = [];
}

/// <summary>Limits of a service; null stays as it is.</summary>
public sealed record DeclaredLimits(int? RequestsPerMinute, int? EmailPerDay, int? SmsPerDay, int? InternationalSmsPerDay);

/// <summary>Whole days that messages are kept; null stays as it is.</summary>
public sealed record DeclaredRetention(int? EmailDays, int? SmsDays);

/// <summary>A person of a team.</summary>
/// <param name="MobileNumber">Null: the number that is known stays.</param>
public sealed record DeclaredMember(FilePosition At, string Name, string EmailAddress, string? MobileNumber)
{
    /// <summary>Prints no personal data.</summary>
    public override string ToString() => "[member]";
}

/// <summary>A number that people can write to.</summary>
/// <param name="Number">As <see cref="ReceivedTexts.InboundNumber.Normalise"/> spells it.</param>
public sealed record DeclaredNumber(FilePosition At, string Number);

/// <summary>Where the service's program is told one kind of thing.</summary>
public sealed record DeclaredCallback(FilePosition At, CallbackKind Kind, string Url, string BearerToken)
{
    /// <summary>Prints no secrets.</summary>
    public override string ToString() => $"[{Kind} callback]";
}

/// <summary>A key that a service is to have, or is to have no longer.</summary>
/// <param name="Priority">Null: it stays as it is, and a new key gets the normal one.</param>
/// <param name="Expires">From when on it no longer works, UTC; a null that is given: never.</param>
public sealed record DeclaredKey(FilePosition At, string Name, KeyType Type, KeyPriority? Priority, Given<DateTimeOffset?> Expires, bool IsRevoked);

/// <summary>A template, known by its stable name.</summary>
public sealed record DeclaredTemplate
{
    public required FilePosition At { get; init; }

    /// <summary>The stable name.</summary>
    public required string Name { get; init; }

    /// <summary>It is to be out of use; what else is declared is not looked at.</summary>
    public bool IsArchived { get; init; }

    /// <summary>What people call it.</summary>
    public string Title { get; init; } = "";

    /// <summary><c>email</c> or <c>sms</c>.</summary>
    public string Type { get; init; } = "";

    /// <summary>Null for texts.</summary>
    public string? Subject { get; init; }

    /// <summary>Line ends are line feeds; none at the end.</summary>
    public string Body { get; init; } = "";

    public Lane? Lane { get; init; }

    public bool? HasUnsubscribeLink { get; init; }
}

/// <summary>A value that a file may leave out, where null is a value of its own.</summary>
public readonly record struct Given<T>(bool IsGiven, T Value);
