using Notify.Core.Declarations;
using Notify.Core.Nations;
using Notify.Core.ReceivedTexts;
using Notify.Data.Services;

namespace Notify.Server.Features.Declarations;

/// <summary>Reply-to addresses and text senders. A list that is given is the whole truth, and its first is the default.</summary>
internal static class SenderChanges
{
    public static IEnumerable<Change> Find(DeclaredService declared, ServiceState state, NationPack nation)
    {
        return
        [
            .. Find("reply_to", declared.ReplyTos, [.. state.ReplyTos.Select(one => new Sender(one.Id, one.Address, one.IsDefault))], address => address.ToLowerInvariant(), new(
                (store, service, value, isDefault, cancellationToken) => store.AddReplyToAsync(service, value, isDefault, cancellationToken),
                (store, service, id, cancellationToken) => store.MakeDefaultReplyToAsync(service, id, cancellationToken),
                (store, service, id, cancellationToken) => store.ArchiveReplyToAsync(service, id, cancellationToken))),
            .. Find("text_sender", TextSenders(declared, state, Meaning), [.. state.TextSenders.Select(one => new Sender(one.Id, one.Sender, one.IsDefault))], Meaning, new(
                (store, service, value, isDefault, cancellationToken) => store.AddTextSenderAsync(service, value, isDefault, cancellationToken),
                (store, service, id, cancellationToken) => store.MakeDefaultTextSenderAsync(service, id, cancellationToken),
                (store, service, id, cancellationToken) => store.ArchiveTextSenderAsync(service, id, cancellationToken))),
        ];

        string Meaning(string sender) => InboundNumber.MeaningOf(sender, nation.PhoneRules);
    }

    /// <summary>The senders the service is to have: a number that people can write to is one of them, after all others unless it is listed.</summary>
    /// <returns>The default first; null: as they are.</returns>
    private static List<string>? TextSenders(DeclaredService declared, ServiceState state, Func<string, string> meaning)
    {
        if (declared.TextSenders is null && declared.InboundNumbers is null)
        {
            return null;
        }

        var there = state.TextSenders.Select(one => one.Sender).ToList();
        var numbers = declared.InboundNumbers?.Select(number => number.Number).ToList()
            ?? [.. there.Where(sender => state.InboundNumbers.Contains(meaning(sender)))];
        var lost = state.InboundNumbers.Except(numbers.Select(meaning)).ToList();
        return [.. (declared.TextSenders ?? there.Where(sender => !lost.Contains(meaning(sender)))).Concat(numbers).DistinctBy(meaning)];
    }

    /// <param name="meaning">What two ways of typing the same have in common.</param>
    private static IEnumerable<Change> Find(string about, IReadOnlyList<string>? wanted, List<Sender> there, Func<string, string> meaning, Statements statements)
    {
        if (wanted is null)
        {
            yield break;
        }

        foreach (var (value, index) in wanted.Select((value, index) => (value, index)))
        {
            var isDefault = index == 0;
            var known = there.FirstOrDefault(one => meaning(one.Value) == meaning(value));
            if (known is null)
            {
                yield return new Change(Mark.Add, about, value, isDefault ? "(default)" : "", async (writer, cancellationToken) =>
                {
                    if (await statements.AddAsync(writer.Senders, writer.ServiceId, value, isDefault, cancellationToken) is null)
                    {
                        throw ServiceWriter.Overtaken($"{about} '{value}'");
                    }
                });
            }
            else if (isDefault && !known.IsDefault)
            {
                yield return new Change(Mark.Alter, about, value, "becomes the default", async (writer, cancellationToken) =>
                {
                    if (!await statements.MakeDefaultAsync(writer.Senders, writer.ServiceId, known.Id, cancellationToken))
                    {
                        throw ServiceWriter.Overtaken($"{about} '{value}'");
                    }
                });
            }
        }

        // After the new default is there.
        foreach (var gone in there.Where(one => wanted.All(value => meaning(value) != meaning(one.Value))))
        {
            yield return new Change(Mark.Remove, about, gone.Value, "", (writer, cancellationToken) =>
                statements.ArchiveAsync(writer.Senders, writer.ServiceId, gone.Id, cancellationToken));
        }
    }

    private sealed record Sender(Guid Id, string Value, bool IsDefault);

    /// <summary>The store's methods for one of the two kinds.</summary>
    private sealed record Statements(
        Func<SenderStore, Guid, string, bool, CancellationToken, Task<Guid?>> AddAsync,
        Func<SenderStore, Guid, Guid, CancellationToken, Task<bool>> MakeDefaultAsync,
        Func<SenderStore, Guid, Guid, CancellationToken, Task<bool>> ArchiveAsync);
}
