using Microsoft.Extensions.Options;
using Notify.Core.Errors;
using Notify.Core.Services;
using Notify.Data.Services;
using Notify.Server.Hosting;

namespace Notify.Server.Features.ApiKeys;

/// <summary>Finds out who signed a request's token.</summary>
public sealed class ApiCallers(ServiceAccounts accounts, IOptions<PublicOptions> options, TimeProvider time)
{
    /// <param name="authorization">The request's <c>Authorization</c> header; null when there is none.</param>
    /// <returns>The caller, or the refusal in the contract's words and order.</returns>
    public async Task<Result<ApiCaller>> HandleAsync(string? authorization, CancellationToken cancellationToken)
    {
        if (!ApiToken.Read(authorization, options.Value.DocumentationUrl).TryGet(out var token, out var refusal))
        {
            return refusal;
        }

        var result = Judge(await accounts.FindAsync(token.ServiceId, cancellationToken), token);
        if (result.TryGet(out var caller, out refusal) || (refusal != NotifyError.KeyNotFound && refusal != NotifyError.NoKeys))
        {
            return result;
        }

        // The key may have been made since the account was read, and the notice of it be on its way.
        return await accounts.FindAgainAsync(token.ServiceId, cancellationToken) is { } now ? Judge(now, token) : result;
    }

    private Result<ApiCaller> Judge(ServiceAccount? found, ApiToken token)
    {
        if (found is null)
        {
            return NotifyError.Forbidden("Invalid token: service not found");
        }

        if (found.Keys.Count == 0)
        {
            return NotifyError.NoKeys;
        }

        if (!found.Service.Active)
        {
            return NotifyError.Forbidden("Invalid token: service is archived");
        }

        return token.Verify(found.Keys, time.GetUtcNow(), options.Value.DocumentationUrl).TryGet(out var key, out var refusal)
            ? new ApiCaller(found, key)
            : refusal;
    }
}
