using Microsoft.Extensions.Options;
using Notify.Core.Nations;
using Notify.Core.Templates.Email;
using Notify.Core.Unsubscribes;

namespace Notify.Server.Hosting;

/// <summary>Settings, nation pack, key ring: what everything else stands on.</summary>
public static class CoreSetup
{
    internal static void AddNotifyCore(this IServiceCollection services, IConfiguration configuration, ServerSettings settings)
    {
        var templates = TemplateFolder.Find(configuration);
        services.AddSingleton(TimeProvider.System);
        var nation = Nation(configuration, templates);
        services.AddSingleton(nation);
        services.AddSingleton(nation.SmsEncoding);
        services.AddSingleton(nation.PhoneRules.Rates);
        services.AddSingleton(EmailEnvelope.Load(Path.Combine(templates, "envelopes")));
        services.AddSingleton(KeyRingLoader.Load(
            configuration.GetSection(EncryptionOptions.Section).Get<EncryptionOptions>() ?? new EncryptionOptions(), settings.DataFolder));
        services.AddSingleton<UnsubscribeTokens>();
        services.AddOptions<PublicOptions>().BindConfiguration(PublicOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<PublicOptions>, PublicOptionsValidator>();
        services.AddSingleton<PublicUrl>();
        services.AddSingleton<UnsubscribeLinks>();
    }

    /// <exception cref="RefusedException">The pack is missing or wrong.</exception>
    public static NationPack Nation(IConfiguration configuration, string templates)
    {
        var nations = Path.Combine(templates, "nations");
        var code = configuration["Notify:Nation"] ?? "gb";
        if (!File.Exists(Path.Combine(nations, code, "nation.json")))
        {
            throw new RefusedException($"There is no nation pack '{code}' in {nations}: set Notify:Nation to the name of a folder there");
        }

        try
        {
            return NationPack.Load(nations, code);
        }
        catch (NationPackException e)
        {
            throw new RefusedException(e.Message, e);
        }
    }
}
