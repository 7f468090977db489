using Microsoft.Extensions.Options;
using Notify.Server.Features.Limits;

namespace Notify.Server.Features.Notifications;

/// <summary>The way in, and the limits on it.</summary>
internal static class AcceptSetup
{
    public static void AddAccepting(this IServiceCollection services)
    {
        services.AddOptions<AcceptOptions>().BindConfiguration(AcceptOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<AcceptOptions>, AcceptOptionsValidator>();
        services.AddSingleton<DailyLimits>();
        services.AddSingleton<AcceptMetrics>();
        services.AddSingleton<Idempotency>();
        services.AddSingleton<SendGate>();
        services.AddSingleton<RateLimiter>();
        services.AddHostedService(provider => provider.GetRequiredService<RateLimiter>());
        services.AddSingleton<AcceptedNotifications>();
        services.AddHostedService(provider => provider.GetRequiredService<AcceptedNotifications>());
    }
}
