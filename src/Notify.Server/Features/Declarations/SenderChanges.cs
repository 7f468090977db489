using Notify.Core.Declarations;
using Notify.Data.Services;

namespace Notify.Server.Features.Declarations;

/// <summary>Reply-to addresses and text senders. A list that is given is the whole truth, and its first is the default.</summary>
internal static class SenderChanges
{
    public static IEnumerable<Change> Find(DeclaredService declared, ServiceState state) =>
    [
        .. Find("reply_to", declared.ReplyTos, [.. state.ReplyTos.Select(one => new Sender(one.Id, one.Address, one.IsDefault))], StringComparer.OrdinalIgnoreCase, new(
            (store, service, value, isDefault, cancellationToken) => store.AddReplyToAsync(service, value, isDefault, cancellationToken),
            (store, service, id, cancellationToken) => store.MakeDefaultReplyToAsync(service, id, cancellationToken),
            (store, service, id, cancellationToken) => store.ArchiveReplyToAsync(service, id, cancellationToken))),
        .. Find("text_sender", declared.TextSenders, [.. state.TextSenders.Select(one => new Sender(one.Id, one.Sender, one.IsDefault))], StringComparer.Ordinal, new(
            (store, service, value, isDefault, cancellationToken) => store.AddTextSenderAsync(service, value, isDefault, cancellationToken),
            (store, service, id, cancellationToken) => store.MakeDefaultTextSenderAsync(service, id, cancellationToken),
            (store, service, id, cancellationToken) => store.ArchiveTextSenderAsync(service, id, cancellationToken))),
    ];

    private static IEnumerable<Change> Find(string about, IReadOnlyList<string>? wanted, List<Sender> there, StringComparer comparer, Statements statements)
    {
        if (wanted is null)
        {
            yield break;
        }

        foreach (var (value, index) in wanted.Select((value, index) => (value, index)))
        {
            var isDefault = index == 0;
            var known = there.FirstOrDefault(one => comparer.Equals(one.Value, value));
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
        foreach (var gone in there.Where(one => !wanted.Contains(one.Value, comparer)))
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
