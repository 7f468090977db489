using Notify.Core.Nations;
using Notify.Core.ReceivedTexts;
using Notify.Core.Services;
using Notify.Data.ReceivedTexts;
using Notify.Data.Services;
using Npgsql;

namespace Notify.Server.Cli;

/// <summary>Gives numbers that people can write to to services, and takes them away. Such a number is a text sender of its service: who answers a
/// text then writes to the service.</summary>
internal sealed class ServiceNumbers(NpgsqlDataSource database, ReceivedTextStore texts, SenderStore senders, NationPack nation)
{
    /// <param name="number">As <see cref="InboundNumber.Normalise"/> spells it.</param>
    /// <param name="isDefault">Texts that name no sender come from it; without it that is so where the service has no other sender.</param>
    /// <returns>The sender that the number is; null when another service has the number.</returns>
    public async Task<TextSender?> AddAsync(Guid serviceId, string number, bool isDefault, CancellationToken cancellationToken)
    {
        using var transaction = new DeclarationTransaction();
        await DeclarationTransaction.TakeTurnAsync(database, cancellationToken);
        if (!await texts.AddNumberAsync(serviceId, number, cancellationToken))
        {
            return null;
        }

        if (Find(await senders.ListTextSendersAsync(serviceId, cancellationToken), number) is not { } sender)
        {
            await senders.AddTextSenderAsync(serviceId, number, isDefault, cancellationToken);
        }
        else if (isDefault && !sender.IsDefault)
        {
            await senders.MakeDefaultTextSenderAsync(serviceId, sender.Id, cancellationToken);
        }

        var added = Find(await senders.ListTextSendersAsync(serviceId, cancellationToken), number);
        transaction.Complete();
        return added;
    }

    /// <summary>Takes a number and the sender that it is. Where that was the default, the oldest of the others takes its place.</summary>
    /// <returns>Whether the service had the number, and the sender of its texts that name none from now on: null for the nation's.</returns>
    public async Task<(bool Had, TextSender? Default)> RemoveAsync(Guid serviceId, string number, CancellationToken cancellationToken)
    {
        using var transaction = new DeclarationTransaction();
        await DeclarationTransaction.TakeTurnAsync(database, cancellationToken);
        if (!await texts.RemoveNumberAsync(serviceId, number, cancellationToken))
        {
            return (false, null);
        }

        var left = await senders.ListTextSendersAsync(serviceId, cancellationToken);
        if (Find(left, number) is { } sender)
        {
            await senders.ArchiveTextSenderAsync(serviceId, sender.Id, cancellationToken);
            left.Remove(sender);
            if (sender.IsDefault && left is [var next, ..])
            {
                await senders.MakeDefaultTextSenderAsync(serviceId, next.Id, cancellationToken);
                left[0] = next with { IsDefault = true };
            }
        }

        transaction.Complete();
        return (true, left.Find(one => one.IsDefault));
    }

    private TextSender? Find(List<TextSender> all, string number) => all.Find(one => InboundNumber.MeaningOf(one.Sender, nation.PhoneRules) == number);
}
