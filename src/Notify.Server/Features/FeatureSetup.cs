using Notify.Server.Features.ApiKeys;
using Notify.Server.Features.Notifications;
using Notify.Server.Features.Notifications.Reading;
using Notify.Server.Features.ReceivedTexts;
using Notify.Server.Features.Sandbox;
using Notify.Server.Features.Shared;
using Notify.Server.Features.Templates;
using Notify.Server.Features.Unsubscribes;
using Notify.Server.Hosting;

namespace Notify.Server.Features;

/// <summary>Everything that a person or a client can ask for, by role.</summary>
internal static class FeatureSetup
{
    public static void AddFeatures(this IServiceCollection services, Roles roles)
    {
        services.AddSingleton<ApiCallers>();
        services.AddSingleton<AcceptedNotifications>();
        services.AddSingleton<SendEmail>();
        services.AddSingleton<SendSms>();
        services.AddSingleton<ReadNotifications>();
        services.AddSingleton<NotificationViews>();
        services.AddSingleton<CurrentRates>();
        services.AddSingleton<ShowTemplates>();
        services.AddSingleton<PreviewTemplate>();
        services.AddOptions<SandboxOptions>().BindConfiguration(SandboxOptions.Section).ValidateOnStart();
        if (roles.HasFlag(Roles.Web))
        {
            services.AddPages();
        }
    }

    public static void MapFeatures(this WebApplication app, Roles roles)
    {
        if (roles.HasFlag(Roles.Api))
        {
            var v2 = app.MapGroup("/v2").WithMetadata(NeedsApiKey.Instance);
            v2.MapNotifications();
            v2.MapNotificationReading();
            v2.MapTemplates();
            v2.MapReceivedTexts();
            app.MapUnsubscribe();
        }

        if (roles.HasFlag(Roles.Web))
        {
            app.MapRazorPages();
            app.MapSandboxParts();
        }
    }
}
