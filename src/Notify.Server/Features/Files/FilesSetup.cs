using Microsoft.Extensions.Options;
using Notify.Server.Hosting;

namespace Notify.Server.Features.Files;

/// <summary>Files by e-mail: the API takes them, the web gives them out.</summary>
internal static class FilesSetup
{
    public static void AddFiles(this IServiceCollection services, Roles roles)
    {
        services.AddOptions<FilesOptions>().BindConfiguration(FilesOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<FilesOptions>, FilesOptionsValidator>();
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<FilesOptions>>().Value.Scanner(provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<FilesByEmail>();
        if (roles.HasFlag(Roles.Web))
        {
            services.AddSingleton<AddressProof>();
            services.AddSingleton<FileDownloads>();
        }
    }
}

[OptionsValidator]
internal sealed partial class FilesOptionsValidator : IValidateOptions<FilesOptions>;
