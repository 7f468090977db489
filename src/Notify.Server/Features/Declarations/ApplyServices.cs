using Notify.Core.Declarations;
using Notify.Core.Nations;
using Notify.Data.Callbacks;
using Notify.Data.ReceivedTexts;
using Notify.Data.Retention;
using Notify.Data.Services;
using Notify.Data.Templates;
using Npgsql;

namespace Notify.Server.Features.Declarations;

/// <summary>Makes services what a file wants them to be.</summary>
internal sealed class ApplyServices(
    NpgsqlDataSource database,
    ServiceStore services,
    TeamStore team,
    SenderStore senders,
    CallbackStore callbacks,
    ApiKeyStore keys,
    TemplateStore templates,
    RetentionStore retention,
    ReceivedTextStore receivedTexts,
    NationPack nation,
    TimeProvider time)
{
    /// <summary>Finds what would change, and changes nothing.</summary>
    public async Task<IReadOnlyList<AppliedService>> PlanAsync(IReadOnlyList<DeclaredService> declared, CancellationToken cancellationToken)
    {
        var planned = new List<AppliedService>();
        foreach (var service in declared)
        {
            var state = await ReadAsync(service, cancellationToken);
            planned.Add(Describe(service, state, ServicePlan.Make(service, state, nation, time.GetUtcNow()), writer: null));
        }

        return planned;
    }

    /// <summary>Writes one service: all of it or nothing, since everything happens in one transaction.</summary>
    /// <returns>What was changed, or nothing but the problems. A new key's text is in it and nowhere else.</returns>
    /// <remarks>What is planned is planned again here, after everybody else's turn, so that two who apply the same file at once make one
    /// service: the second finds nothing to change. Where the process ends in the middle, nothing of the service is there, and applying again
    /// makes it; where it ends between the commit and the printing of a new key, rotating that key gives one that is known.</remarks>
    public async Task<AppliedService> WriteAsync(DeclaredService declared, CancellationToken cancellationToken)
    {
        using var transaction = new DeclarationTransaction();
        await DeclarationTransaction.TakeTurnAsync(database, cancellationToken);
        var state = await ReadAsync(declared, cancellationToken);
        var plan = ServicePlan.Make(declared, state, nation, time.GetUtcNow());
        var writer = new ServiceWriter(plan.ServiceId, services, team, senders, callbacks, keys, templates, retention, receivedTexts);
        if (plan.Problems.Count == 0)
        {
            foreach (var change in plan.Changes)
            {
                await change.WriteAsync(writer, cancellationToken);
            }

            transaction.Complete();
        }

        return Describe(declared, state, plan, writer);
    }

    private async Task<ServiceState> ReadAsync(DeclaredService declared, CancellationToken cancellationToken)
    {
        var all = await services.ListAsync(cancellationToken);
        var namesake = all.Find(one => !ServiceState.IsMeant(declared, one) && string.Equals(one.Name, declared.Name, StringComparison.OrdinalIgnoreCase));
        var numbers = declared.InboundNumbers is null && declared.TextSenders is null ? [] : await receivedTexts.ListNumbersAsync(cancellationToken);
        var service = all.Find(one => ServiceState.IsMeant(declared, one));
        var numbersOfOthers = numbers.Where(number => number.ServiceId != service?.Id).ToDictionary(number => number.Number, number => number.ServiceName);
        if (service is null)
        {
            return new ServiceState { Namesake = namesake, NumbersOfOthers = numbersOfOthers };
        }

        return new ServiceState
        {
            Service = service,
            Namesake = namesake,
            Retention = (await retention.ListAsync(service.Id, cancellationToken)).ToDictionary(chosen => chosen.Key.Channel, chosen => chosen.Value),
            Members = await team.ListMembersAsync(service.Id, cancellationToken),
            Guests = await team.GuestListAsync(service.Id, cancellationToken),
            ReplyTos = await senders.ListReplyTosAsync(service.Id, cancellationToken),
            TextSenders = await senders.ListTextSendersAsync(service.Id, cancellationToken),
            InboundNumbers = [.. numbers.Where(number => number.ServiceId == service.Id).Select(number => number.Number)],
            NumbersOfOthers = numbersOfOthers,
            Callbacks = declared.Callbacks is null ? [] : await callbacks.ListAsync(service.Id, cancellationToken),
            CallbackTokens = declared.Callbacks is null
                ? new Dictionary<Core.Callbacks.CallbackKind, string>()
                : await callbacks.TokensAsync(service.Id, cancellationToken),
            Keys = await keys.ListAsync(service.Id, cancellationToken),
            Templates = await templates.ListAsync(service.Id, cancellationToken),
        };
    }

    private static AppliedService Describe(DeclaredService declared, ServiceState state, ServicePlan plan, ServiceWriter? writer) => new(
        plan,
        writer is null && plan.IsNew && declared.Id is null ? null : plan.ServiceId,
        [
            .. declared.Templates.Select(template =>
            {
                var (id, version) = writer?.Written.TryGetValue(template.Name, out var written) == true
                    ? (written.Id, written.Version)
                    : state.Templates.FirstOrDefault(one => one.StableName == template.Name) is { } old ? (old.Id, old.Version) : ((Guid?)null, (int?)null);
                return new AppliedTemplate(template.Name, id, version);
            }),
        ],
        writer?.MadeKeys ?? []);
}

/// <summary>What was, or would be, done to a service.</summary>
/// <param name="Id">Null for one that would be made.</param>
/// <param name="Templates">Those the file mentions, as they are now.</param>
internal sealed record AppliedService(ServicePlan Plan, Guid? Id, IReadOnlyList<AppliedTemplate> Templates, IReadOnlyList<MadeKey> MadeKeys);

/// <param name="Id">Null for one that would be made, or is not there any more.</param>
internal sealed record AppliedTemplate(string Name, Guid? Id, int? Version);
