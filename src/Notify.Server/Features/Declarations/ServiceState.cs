using Notify.Core.Callbacks;
using Notify.Core.Declarations;
using Notify.Core.Notifications;
using Notify.Core.Services;
using Notify.Core.Templates;
using Notify.Data.Services;

namespace Notify.Server.Features.Declarations;

/// <summary>A service as it is in the database at the moment of planning.</summary>
internal sealed record ServiceState
{
    /// <summary>Null: there is none yet.</summary>
    public Service? Service { get; init; }

    /// <summary>The service that has the declared name, where that is another one.</summary>
    public Service? Namesake { get; init; }

    /// <summary>Days that messages are kept, where the service chose them.</summary>
    public IReadOnlyDictionary<Channel, int> Retention { get; init; } = new Dictionary<Channel, int>();

    public IReadOnlyList<TeamMember> Members { get; init; } = [];

    public IReadOnlyList<string> Guests { get; init; } = [];

    public IReadOnlyList<ReplyTo> ReplyTos { get; init; } = [];

    public IReadOnlyList<TextSender> TextSenders { get; init; } = [];

    /// <summary>Numbers that people can write to it at.</summary>
    public IReadOnlyList<string> InboundNumbers { get; init; } = [];

    /// <summary>Numbers of other services, with the services' names.</summary>
    public IReadOnlyDictionary<string, string> NumbersOfOthers { get; init; } = new Dictionary<string, string>();

    public IReadOnlyList<ServiceCallback> Callbacks { get; init; } = [];

    /// <summary>Their bearer tokens.</summary>
    public IReadOnlyDictionary<CallbackKind, string> CallbackTokens { get; init; } = new Dictionary<CallbackKind, string>();

    public IReadOnlyList<ApiKeySummary> Keys { get; init; } = [];

    /// <summary>The unarchived ones, in their newest version.</summary>
    public IReadOnlyList<StoredTemplate> Templates { get; init; } = [];

    /// <summary>Whether the service is one that a declaration means.</summary>
    public static bool IsMeant(DeclaredService declared, Service service) =>
        declared.Id is { } id ? service.Id == id : string.Equals(service.Name, declared.Name, StringComparison.OrdinalIgnoreCase);
}
