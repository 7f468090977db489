using Notify.Server.Features.ApiKeys;
using Notify.Server.Features.ApiReference;
using Notify.Server.Features.Callbacks;
using Notify.Server.Features.Files;
using Notify.Server.Features.Limits;
using Notify.Server.Features.Notifications;
using Notify.Server.Features.Notifications.Reading;
using Notify.Server.Features.ReceivedTexts;
using Notify.Server.Features.Sandbox;
using Notify.Server.Features.Shared;
using Notify.Server.Features.Suppressions;
using Notify.Server.Features.Templates;
using Notify.Server.Features.Templates.Managing;
using Notify.Server.Features.Unsubscribes;
using Notify.Server.Features.Uploads;
using Notify.Server.Hosting;

namespace Notify.Server.Features;

/// <summary>Everything that a person or a client can ask for, by role.</summary>
internal static class FeatureSetup
{
    public static void AddFeatures(this IServiceCollection services, Roles roles)
    {
        services.AddSingleton<ApiCallers>();
        services.AddAccepting();
        services.AddSingleton<SendSchema>();
        services.AddSingleton<SendChecks>();
        services.AddSingleton<TemplateForSending>();
        services.AddSingleton<SendEmail>();
        services.AddSingleton<SendSms>();
        services.AddSingleton<ManageTemplates>();
        services.AddSingleton<CancelNotification>();
        services.AddSingleton<ReadNotifications>();
        services.AddSingleton<NotificationViews>();
        services.AddSingleton<CurrentRates>();
        services.AddSingleton<ShowTemplates>();
        services.AddSingleton<PreviewTemplate>();
        services.AddOptions<SandboxOptions>().BindConfiguration(SandboxOptions.Section).ValidateOnStart();
        services.AddFiles(roles);
        services.AddUploads();
        if (roles.HasFlag(Roles.Api))
        {
            services.AddHostedService<ServiceChangesListener>();
            services.AddApiReference();
        }

        if (roles.HasFlag(Roles.Web))
        {
            services.AddPages();
        }
    }

    public static void MapFeatures(this WebApplication app, Roles roles)
    {
        if (roles.HasFlag(Roles.Api))
        {
            var v2 = app.MapGroup("/v2").WithMetadata(NeedsApiKey.ThatSends);
            v2.MapNotifications();
            v2.MapUploads();
            var manage = app.MapGroup("/v2/manage").WithMetadata(NeedsApiKey.ThatManages);
            manage.AddEndpointFilter(RequestLimit.FilterAsync);
            manage.MapManageTemplates();
            manage.MapManageCallbacks();
            manage.MapManageSuppressions();
            app.MapApiReference();
            v2.MapNotificationReading();
            v2.MapTemplates();
            v2.MapReceivedTexts();
        }

        if (roles.HasFlag(Roles.Api) || roles.HasFlag(Roles.Web))
        {
            // Mail programs post to the address that people open, wherever a proxy leads it.
            app.MapUnsubscribe();
        }

        if (roles.HasFlag(Roles.Web))
        {
            app.MapUnsubscribeConfirmation();
            app.MapRazorPages();
            app.MapSandboxParts();
            app.MapFileDownloads();
        }
    }
}
