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

        if (current is null)
        {
            // A file whose day has come can still be applied: the key is not made again only to be dead.
            return key.Expires.Value <= now ? null : new Change(Mark.Add, "key", key.Name, $"({key.Type.Spoken()}){End(key.Expires.Value)}", async (writer, cancellationToken) =>
            {
                var made = await writer.Keys.CreateAsync(writer.ServiceId, key.Name, key.Type, key.Expires.Value, cancellationToken)
                    ?? throw ServiceWriter.Overtaken($"The key '{key.Name}'");
                writer.Made(key.Name, key.Type, made);
            });
        }

        return !key.Expires.IsGiven || key.Expires.Value == current.RevokedAt
            ? null
            : new Change(Mark.Alter, "key", current.Name, $"({current.Type.Spoken()}){End(key.Expires.Value)}", async (writer, cancellationToken) =>
            {
                if (!await writer.Keys.EndAsync(writer.ServiceId, current.Id, key.Expires.Value, cancellationToken))
                {
                    throw ServiceWriter.Overtaken($"The key '{key.Name}'");
                }
            });
    }

    private static string End(DateTimeOffset? end) => end is { } time ? $", ends {time.ToString("u", CultureInfo.InvariantCulture)}" : "";
}
