using Microsoft.Extensions.Options;
using Notify.Providers.Email;
using Notify.Providers.Sandbox;
using Notify.Providers.Sms;
using Notify.Server.Delivery.Providers;
using Notify.Server.Hosting;

namespace Notify.Server.Delivery;

/// <summary>What sends. API and web processes only get the way to wake those who do.</summary>
internal static class DeliverySetup
{
    public static void AddDelivery(this IServiceCollection services, IConfiguration configuration, Roles roles)
    {
        services.AddOptions<DeliveryOptions>().BindConfiguration(DeliveryOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<DeliveryOptions>, DeliveryOptionsValidator>();
        services.AddSingleton<IValidateOptions<DeliveryOptions>, NamedProvidersValidator>();
        services.AddSingleton<IValidateOptions<DeliveryOptions>, LeaseValidator>();
        services.AddSmtp(configuration);
        services.AddProviders();
        if (roles.HasFlag(Roles.Worker))
        {
            // Hosted services stop in reverse order: first those that take work, then the record of it, last the lock.
            services.AddSingleton<LaneWaker>();
            services.AddHostedSingleton<Worker>();
            services.AddHostedSingleton<OutcomeRecorder>();
            services.AddSingleton<ProviderChoice>();
            services.AddSingleton<DeliveryMetrics>();
            services.AddHostedSingleton<ProviderBoard>();
            services.AddTransient<BalanceProvidersJob>();
            services.AddSingleton<EmailSender>();
            services.AddSingleton<SmsSender>();
            services.AddSingleton<LaneDrain>();
            services.AddTransient<DrainEmailLaneJob>();
            services.AddTransient<DrainSmsLaneJob>();
            services.AddHostedSingleton<LaneSweeper>();
        }

        services.AddHostedSingleton<WakeUps>();
        if (roles.HasFlag(Roles.Worker))
        {
            services.AddJobServers();
        }
    }

    private static void AddProviders(this IServiceCollection services)
    {
        services.AddSingleton<IEmailProvider, SandboxEmailProvider>();
        services.AddSingleton<ISmsProvider, SandboxSmsProvider>();
    }

    /// <summary>One instance that others can ask and the host starts and stops.</summary>
    private static void AddHostedSingleton<T>(this IServiceCollection services)
        where T : class, IHostedService
    {
        services.AddSingleton<T>();
        services.AddHostedService(provider => provider.GetRequiredService<T>());
    }
}
