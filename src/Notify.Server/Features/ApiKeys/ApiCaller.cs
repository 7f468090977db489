using Notify.Core.Services;

namespace Notify.Server.Features.ApiKeys;

/// <summary>Who is calling the API: a service, by one of its keys.</summary>
public sealed record ApiCaller(ServiceAccount Account, ApiKey Key)
{
    public Service Service => Account.Service;

    public Guid ServiceId => Service.Id;

    /// <summary>Handlers of API routes take the caller as a parameter; the authentication before them has set it.</summary>
    public static ValueTask<ApiCaller?> BindAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return ValueTask.FromResult(context.Features.Get<ApiCaller>());
    }
}
