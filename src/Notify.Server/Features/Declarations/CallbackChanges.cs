using Notify.Core.Callbacks;
using Notify.Core.Declarations;

namespace Notify.Server.Features.Declarations;

/// <summary>Where the service's program is told. A list that is given is the whole truth.</summary>
internal static class CallbackChanges
{
    public static IEnumerable<Change> Find(DeclaredService declared, ServiceState state)
    {
        if (declared.Callbacks is not { } wanted)
        {
            yield break;
        }

        foreach (var callback in wanted)
        {
            var known = state.Callbacks.FirstOrDefault(one => one.Kind == callback.Kind);
            var (mark, words) = known is null ? (Mark.Add, $"{callback.Url} ('notify callback rotate' prints a signing secret)")
                : known.Url != callback.Url ? (Mark.Alter, $"{known.Url} → {callback.Url}")
                : state.CallbackTokens.GetValueOrDefault(callback.Kind) != callback.BearerToken ? (Mark.Alter, "another bearer token")
                : (Mark.Alter, null);
            if (words is not null)
            {
                yield return new Change(mark, "callback", callback.Kind.Wire(), words, (writer, cancellationToken) =>
                    writer.Callbacks.SetAsync(writer.ServiceId, callback.Kind, callback.Url, callback.BearerToken, cancellationToken));
            }
        }

        foreach (var gone in state.Callbacks.Where(one => wanted.All(callback => callback.Kind != one.Kind)))
        {
            yield return new Change(Mark.Remove, "callback", gone.Kind.Wire(), "", (writer, cancellationToken) =>
                writer.Callbacks.RemoveAsync(writer.ServiceId, gone.Kind, cancellationToken));
        }
    }
}
