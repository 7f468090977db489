using Microsoft.Extensions.Options;
using Notify.Data.Receipts;
using Notify.Server.Hosting;

namespace Notify.Server.Receipts;

/// <summary>What comes in from providers: delivery receipts and texts from people.</summary>
internal static class ReceiptsSetup
{
    public static void AddReceipts(this IServiceCollection services, Roles roles)
    {
        services.AddReceiptIntake();
        if (roles.HasFlag(Roles.Worker))
        {
            services.AddTransient<MatchKeptReceiptsJob>();
        }
    }

    /// <summary>What applies receipts; needs the database and nothing of a server.</summary>
    public static void AddReceiptIntake(this IServiceCollection services)
    {
        services.AddOptions<ReceiptOptions>().BindConfiguration(ReceiptOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<ReceiptOptions>, ReceiptOptionsValidator>();
        services.AddSingleton<ReceiptStore>();
        services.AddSingleton<ReceiptMetrics>();
        services.AddSingleton<ReceiptIntake>();
    }
}
