using System.Globalization;
using Notify.Core.Declarations;
using Notify.Core.Services;
using Notify.Data.Services;

namespace Notify.Server.Features.Declarations;

/// <summary>Keys. One that the file does not mention works on; only <c>revoked: true</c> stops one, so that a line lost in a merge stops no service.</summary>
internal static class KeyChanges
{
    public static IEnumerable<Change> Find(DeclaredService declared, ServiceState state, DateTimeOffset now, List<(FilePosition, string)> problems)
    {
        foreach (var key in declared.Keys)
        {
            var current = ApiKeySummary.Current(state.Keys, key.Name, now);
            if (current is not null && !key.IsRevoked && current.Type != key.Type)
            {
                problems.Add((key.At, $"the key '{current.Name}' is of type {current.Type.Spoken()}, which never changes: choose another name, or revoke it first"));
            }
            else if (One(key, current, now) is { } change)
            {
                yield return change;
            }
        }
    }

    private static Change? One(DeclaredKey key, ApiKeySummary? current, DateTimeOffset now)
    {
        if (key.IsRevoked)
        {
            return current is null ? null : new Change(Mark.Remove, "key", current.Name, $"({current.Type.Spoken()}) stops working", (writer, cancellationToken) =>
                writer.Keys.RevokeAsync(writer.ServiceId, current.Name, cancellationToken));
        }

        var priority = key.Priority ?? current?.Priority ?? KeyPriority.Normal;
        if (current is null)
        {
            // A file whose day has come can still be applied: the key is not made again only to be dead.
            return key.Expires.Value <= now ? null : new Change(Mark.Add, "key", key.Name, Words(key.Type, priority, key.Expires.Value), async (writer, cancellationToken) =>
            {
                var made = await writer.Keys.CreateAsync(writer.ServiceId, key.Name, key.Type, priority, key.Expires.Value, cancellationToken)
                    ?? throw ServiceWriter.Overtaken($"The key '{key.Name}'");
                writer.Made(key.Name, key.Type, made);
            });
        }

        var end = key.Expires.IsGiven ? key.Expires.Value : current.RevokedAt;
        return end == current.RevokedAt && priority == current.Priority
            ? null
            : new Change(Mark.Alter, "key", current.Name, Words(current.Type, priority, end, tellsPriority: priority != current.Priority), async (writer, cancellationToken) =>
            {
                // The priority first: a key whose end has come takes no more changes.
                if ((priority != current.Priority && !await writer.Keys.PrioritiseAsync(writer.ServiceId, current.Id, priority, cancellationToken))
                    || (end != current.RevokedAt && !await writer.Keys.EndAsync(writer.ServiceId, current.Id, end, cancellationToken)))
                {
                    throw ServiceWriter.Overtaken($"The key '{key.Name}'");
                }
            });
    }

    private static string Words(KeyType type, KeyPriority priority, DateTimeOffset? end, bool tellsPriority = false) =>
        $"({type.Spoken()}{(tellsPriority || priority != KeyPriority.Normal ? $", {priority.Wire()}" : "")}){End(end)}";

    private static string End(DateTimeOffset? end) => end is { } time ? $", ends {time.ToString("u", CultureInfo.InvariantCulture)}" : "";
}
