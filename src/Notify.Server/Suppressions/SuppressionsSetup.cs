using Microsoft.Extensions.Options;
using Notify.Server.Hosting;

namespace Notify.Server.Suppressions;

/// <summary>Who is not written to, and for how long.</summary>
internal static class SuppressionsSetup
{
    public static void AddSuppressions(this IServiceCollection services, Roles roles)
    {
        services.AddOptions<SuppressionOptions>().BindConfiguration(SuppressionOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<SuppressionOptions>, SuppressionOptionsValidator>();
        if (roles.HasFlag(Roles.Worker))
        {
            services.AddTransient<WatchBouncesJob>();
        }
    }
}
