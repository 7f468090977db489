using Notify.Core.Declarations;

namespace Notify.Server.Features.Declarations;

/// <summary>Numbers that people can write to. A list that is given is the whole truth. That they are text senders, too, is found with the
/// senders.</summary>
internal static class InboundNumberChanges
{
    public static IEnumerable<Change> Find(DeclaredService declared, ServiceState state, List<(FilePosition, string)> problems)
    {
        if (declared.InboundNumbers is not { } wanted)
        {
            yield break;
        }

        foreach (var (at, number) in wanted.Where(number => !state.InboundNumbers.Contains(number.Number)))
        {
            if (state.NumbersOfOthers.TryGetValue(number, out var owner))
            {
                problems.Add((at, $"the service '{owner}' has {number}: take it away there first"));
                continue;
            }

            yield return new Change(Mark.Add, "inbound_number", number, "", async (writer, cancellationToken) =>
            {
                if (!await writer.ReceivedTexts.AddNumberAsync(writer.ServiceId, number, cancellationToken))
                {
                    throw ServiceWriter.Overtaken($"The number {number}");
                }
            });
        }

        foreach (var gone in state.InboundNumbers.Where(number => wanted.All(one => one.Number != number)))
        {
            yield return new Change(Mark.Remove, "inbound_number", gone, "", (writer, cancellationToken) =>
                writer.ReceivedTexts.RemoveNumberAsync(writer.ServiceId, gone, cancellationToken));
        }
    }
}
