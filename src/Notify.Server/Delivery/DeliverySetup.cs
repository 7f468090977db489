using Microsoft.Extensions.Options;
using Notify.Core.Nations;
using Notify.Providers.Email;
using Notify.Providers.Sandbox;
using Notify.Providers.Sms;
using Notify.Server.Delivery.Providers;
using Notify.Server.Hosting;

namespace Notify.Server.Delivery;

/// <summary>What sends. API and web processes only get the way to wake those who do.</summary>
internal static class DeliverySetup
{
    public static void AddDelivery(this IServiceCollection services, IConfiguration configuration, ServerSettings settings)
    {
        services.AddOptions<DeliveryOptions>().BindConfiguration(DeliveryOptions.Section).ValidateOnStart();
        if (!settings.CapturesUnlessSet)
        {
            services.AddOptions<DeliveryOptions>().Configure<NationPack>((options, nation) => options.UsePack(nation));
        }

        services.AddSingleton<IValidateOptions<DeliveryOptions>, DeliveryOptionsValidator>();
        services.AddSingleton<IValidateOptions<DeliveryOptions>>(provider => new ProvidersValidator(
            provider.GetServices<IEmailProvider>(), provider.GetServices<ISmsProvider>(), settings.Roles.HasFlag(Roles.Worker)));
        services.AddSingleton<IValidateOptions<DeliveryOptions>, LeaseValidator>();
        services.AddSmtp(configuration);
        services.AddProviders();
        if (settings.Roles.HasFlag(Roles.Worker))
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
            services.AddSingleton<HandOvers>();
            services.AddSingleton<LaneDrain>();
            services.AddTransient<DrainEmailLaneJob>();
            services.AddTransient<DrainSmsLaneJob>();
            services.AddHostedSingleton<LaneSweeper>();
        }

        services.AddHostedSingleton<WakeUps>();
        if (settings.Roles.HasFlag(Roles.Worker))
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
