using Microsoft.Extensions.Options;
using Notify.Data.Receipts;
using Notify.Providers.Sms;
using Notify.Providers.Sms.Twilio;
using Notify.Server.Hosting;
using Notify.Server.Hosting.Telemetry;
using Notify.Server.Receipts.Bounces;

namespace Notify.Server.Receipts;

/// <summary>What comes in from providers: delivery receipts and texts from people.</summary>
internal static class ReceiptsSetup
{
    public static void AddReceipts(this IServiceCollection services, IConfiguration configuration, Roles roles)
    {
        services.AddReceiptIntake();
        services.AddHostedService<AlarmKeeper>();
        if (roles.HasFlag(Roles.Worker))
        {
            services.AddTransient<MatchKeptReceiptsJob>();
            services.AddTransient<AskTwilioJob>();
            services.AddHostedService(provider =>
            {
                // Their counters must be there to be added to.
                _ = (provider.GetRequiredService<ReceiptMetrics>(), provider.GetRequiredService<BounceMetrics>(), provider.GetRequiredService<ProviderAnswers>());
                return ActivatorUtilities.CreateInstance<CountTaker>(provider);
            });
        }

        services.AddSingleton<InboundTexts>();
        services.AddSingleton<TwilioGate>();
        services.AddOptions<TwilioOptions>().BindConfiguration(TwilioOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<TwilioOptions>, TwilioOptionsValidator>();
        services.AddSingleton(provider => new TwilioSmsProvider(
            provider.GetRequiredService<IOptions<TwilioOptions>>(),
            id => provider.GetRequiredService<PublicUrl>().To(TwilioEndpoints.CallbackPath(id))));
        services.AddSingleton<ISmsProvider>(provider => provider.GetRequiredService<TwilioSmsProvider>());
        var gateways = Gateways.Load(configuration);
        services.AddSingleton(gateways);
        services.AddSingleton<GatewayEndpoints>();
        foreach (var gateway in gateways.All)
        {
            services.AddSingleton<ISmsProvider>(provider => gateway.Provider(provider.GetRequiredService<PublicUrl>()));
        }
    }

    public static void MapReceipts(this WebApplication app, Roles roles)
    {
        if (roles.HasFlag(Roles.Api))
        {
            app.MapTwilio();
            GatewayEndpoints.Map(app, app.Services.GetRequiredService<Gateways>());
        }
    }

    /// <summary>What applies receipts; needs the database and nothing of a server.</summary>
    public static void AddReceiptIntake(this IServiceCollection services)
    {
        services.AddOptions<ReceiptOptions>().BindConfiguration(ReceiptOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<ReceiptOptions>, ReceiptOptionsValidator>();
        services.AddSingleton<ReceiptStore>();
        services.AddSingleton<ReceiptMetrics>();
        services.AddSingleton<ProviderAnswers>();
        services.AddSingleton<DeliveryTimes>();
        services.AddSingleton<ReceiptIntake>();
    }
}

[OptionsValidator]
internal sealed partial class TwilioOptionsValidator : IValidateOptions<TwilioOptions>;
