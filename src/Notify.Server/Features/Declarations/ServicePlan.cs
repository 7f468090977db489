using Notify.Core;
using Notify.Core.Declarations;
using Notify.Core.Nations;

namespace Notify.Server.Features.Declarations;

/// <summary>What has to change so that a service is as a file wants it. What the file does not mention stays.</summary>
/// <param name="ServiceId">Of the service, or what it will get.</param>
/// <param name="IsNew">The service is not there yet.</param>
/// <param name="Changes">In the order in which they are written; empty when there is nothing to change.</param>
/// <param name="Problems">What the file wants and cannot have; with one, nothing is written.</param>
internal sealed record ServicePlan(
    Guid ServiceId, string ServiceName, bool IsNew, IReadOnlyList<Change> Changes, IReadOnlyList<(FilePosition At, string Message)> Problems)
{
    public static ServicePlan Make(DeclaredService declared, ServiceState state, NationPack nation, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(declared);
        ArgumentNullException.ThrowIfNull(state);
        var id = state.Service?.Id ?? declared.Id ?? Ids.NewRandom();
        var name = declared.Name ?? state.Service?.Name;
        if (name is null)
        {
            return new ServicePlan(id, id.ToString(), true, [], [(declared.At, $"there is no service {id}, and without a 'name' it cannot be made")]);
        }

        var changes = new List<Change>();
        var problems = new List<(FilePosition, string)>();
        if (state.Namesake is { } namesake)
        {
            problems.Add((declared.At, $"another service, {namesake.Id}, is called '{namesake.Name}' already"));
        }

        changes.AddRange(SettingChanges.Find(declared, state.Service, id, name, nation));
        changes.AddRange(RetentionChanges.Find(declared, state, nation));
        changes.AddRange(PeopleChanges.Find(declared, state));
        changes.AddRange(InboundNumberChanges.Find(declared, state, problems));
        changes.AddRange(SenderChanges.Find(declared, state, nation));
        changes.AddRange(CallbackChanges.Find(declared, state));
        changes.AddRange(KeyChanges.Find(declared, state, now, problems));
        changes.AddRange(TemplateChanges.Find(declared, state, problems));
        return new ServicePlan(id, name, state.Service is null, changes, problems);
    }
}
