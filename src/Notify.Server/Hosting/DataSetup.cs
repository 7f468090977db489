using Microsoft.Extensions.Options;
using Notify.Core.Notifications;
using Notify.Core.Suppressions;
using Notify.Data;
using Notify.Data.Callbacks;
using Notify.Data.DataProtection;
using Notify.Data.Files;
using Notify.Data.Idempotency;
using Notify.Data.Limits;
using Notify.Data.Notifications;
using Notify.Data.Providers;
using Notify.Data.Rates;
using Notify.Data.ReceivedTexts;
using Notify.Data.Retention;
using Notify.Data.Sandbox;
using Notify.Data.Services;
using Notify.Data.Suppressions;
using Notify.Data.Templates;
using Notify.Data.Totals;
using Notify.Data.Unsubscribes;
using Notify.Data.Uploads;
using Notify.Server.Suppressions;

namespace Notify.Server.Hosting;

/// <summary>The database and its stores.</summary>
internal static class DataSetup
{
    public static void AddNotifyData(this IServiceCollection services, DatabaseAddress database)
    {
        services.AddSingleton(database);
        services.AddNpgsqlDataSource(database.ConnectionString);
        services.AddSingleton(provider => new HotDatabase(database.ConnectionString, provider.GetRequiredService<ILoggerFactory>()));
        services.AddSingleton<ServiceStore>();
        services.AddSingleton<ApiKeyStore>();
        services.AddSingleton<SenderStore>();
        services.AddSingleton<TeamStore>();
        services.AddSingleton<ServiceAccountStore>();
        services.AddSingleton<ServiceAccounts>();
        services.AddSingleton<ServiceChanges>();
        services.AddSingleton<TemplateStore>();
        services.AddSingleton<ParsedTemplates>();
        services.AddSingleton<NotificationStore>();
        services.AddSingleton<AcceptStore>();
        services.AddSingleton<IdempotencyStore>();
        services.AddSingleton<RequestTokenStore>();
        services.AddSingleton<DailyCountStore>();
        services.AddSingleton<NotificationReader>();
        services.AddSingleton<ReceivedTextStore>();
        services.AddSingleton<RateStore>();
        services.AddSingleton<UnsubscribeStore>();
        services.AddSingleton<DataProtectionKeyStore>();
        services.AddSingleton<QueueStore>();
        services.AddSingleton<ProviderStore>();
        services.AddSingleton<ProviderAlarmStore>();
        services.AddSingleton<UploadStore>();
        services.AddSingleton<BadRowStore>();
        services.AddSingleton<UploadWork>();
        services.AddSingleton<RetentionStore>();
        services.AddSingleton<TimeOutStore>();
        services.AddSingleton<TotalStore>();
        services.AddSingleton<CarriedCountStore>();
        services.AddSingleton<WakeSender>();
        services.AddSingleton<SuppressionStore>();
        services.AddSingleton<BounceStore>();
        services.AddSingleton(provider => provider.GetService<IOptions<SuppressionOptions>>()?.Value.Rules ?? new SuppressionRules());
        services.AddSingleton<CallbackStore>();
        services.AddSingleton<CallbackQueueStore>();
        services.AddSingleton<SandboxMessageStore>();
        services.AddSingleton<IFileStore, FileStore>();
        services.AddSingleton<ICapturedMessages>(provider => provider.GetRequiredService<SandboxMessageStore>());
    }
}
