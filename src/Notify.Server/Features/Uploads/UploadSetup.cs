using Microsoft.Extensions.Options;

namespace Notify.Server.Features.Uploads;

/// <summary>Sending many messages at once.</summary>
internal static class UploadSetup
{
    public static void AddUploads(this IServiceCollection services)
    {
        services.AddOptions<UploadOptions>().BindConfiguration(UploadOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<UploadOptions>, UploadOptionsValidator>();
        services.AddSingleton<UploadSchema>();
        services.AddSingleton<CheckRows>();
        services.AddSingleton<StartUpload>();
        services.AddSingleton<SteerUpload>();
        services.AddSingleton<ReadUploads>();
        services.AddSingleton<UploadBodies>();
        services.AddSingleton<UploadTurn>();
    }
}
