using Notify.Core.Errors;
using Notify.Core.Notifications;
using Notify.Core.Templates;
using Notify.Data.Templates;
using Notify.Server.Features.ApiKeys;

namespace Notify.Server.Features.Notifications;

/// <summary>The checks that both channels share: the template, and who may be written to.</summary>
internal static class TemplateForSending
{
    /// <returns>The newest version, or the refusal in the contract's order: spelling of the id, existence, kind, archived.</returns>
    public static async Task<Result<StoredTemplate>> FindAsync(
        TemplateStore templates, ApiCaller caller, SendRequest request, Channel channel, CancellationToken cancellationToken)
    {
        if (!request.TemplateIdIsStorable)
        {
            return NotifyError.NoResultFound with { Error = "DataError" };
        }

        if (await templates.FindAsync(caller.ServiceId, request.TemplateId, version: null, cancellationToken) is not { } template)
        {
            return NotifyError.TemplateNotFound;
        }

        if (template.Type != channel.Wire())
        {
            return NotifyError.TemplateTypeMismatch(template.Type, channel.Wire());
        }

        return template.ArchivedAt is null ? template : NotifyError.TemplateDeleted;
    }

    /// <summary>A team key reaches only the service's team and guest list, which no service has yet: so it reaches nobody.</summary>
    public static NotifyError? KeyRefusal(ApiCaller caller) => caller.Key.Type == Core.Services.KeyType.Team
        ? new NotifyError(400, NotifyError.BadRequest, "Can’t send to this recipient using a team-only API key")
        : null;

    /// <summary>Times are kept to the microsecond, as PostgreSQL keeps them.</summary>
    public static DateTimeOffset Now(TimeProvider time)
    {
        var now = time.GetUtcNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
    }
}
