using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;
using Notify.Core.Receipts;
using Notify.Providers.Email;
using Notify.Providers.Email.Bounces;
using Notify.Providers.Email.Dkim;
using Notify.Providers.Email.Smtp;
using Notify.Providers.Sandbox;
using Notify.Server.Hosting;
using Notify.Server.Receipts.Bounces;

namespace Notify.Server.Delivery;

/// <summary>The mail servers of the settings, each a provider of e-mail with a pool of its own.</summary>
internal static partial class SmtpSetup
{
    /// <param name="configuration">Read at once for the names; everything else when it is first used.</param>
    /// <exception cref="RefusedException">A name is wrong.</exception>
    public static void AddSmtp(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<IValidateOptions<SmtpOptions>, SmtpOptionsValidator>();
        services.AddOptions<DkimOptions>().BindConfiguration(DkimOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<DkimOptions>, DkimOptionsValidator>();
        services.AddSingleton(provider => new DkimSigning(provider.GetRequiredService<IOptions<DkimOptions>>().Value));
        services.AddReturnPath();
        services.AddSingleton<SmtpMetrics>();
        foreach (var name in Names(configuration))
        {
            services.AddOptions<SmtpOptions>(name)
                .BindConfiguration(SmtpOptions.SectionOf(name))
                .Validate(
                    options => name == SmtpEmailProvider.ProviderName || options.Host.Length > 0,
                    $"{SmtpOptions.SectionOf(name)}:Host is needed: the host name or address of the mail server")
                .ValidateOnStart();
            services.AddKeyedSingleton(name, (provider, _) => provider.GetRequiredService<SmtpMetrics>()
                .Watch(name, new SmtpConnectionPool(Options(provider, name), provider.GetRequiredService<TimeProvider>())));
            services.AddKeyedSingleton(name, (provider, _) => new SmtpEmailProvider(
                name,
                provider.GetRequiredKeyedService<SmtpConnectionPool>(name),
                Options(provider, name),
                provider.GetRequiredService<ReturnPath>(),
                provider.GetRequiredService<DkimSigning>(),
                provider.GetRequiredService<TimeProvider>()));
            services.AddSingleton<IEmailProvider>(provider => provider.GetRequiredKeyedService<SmtpEmailProvider>(name));
        }
    }

    /// <summary>The return path of e-mails and how its bounces are known again; verbs need it, too.</summary>
    public static void AddReturnPath(this IServiceCollection services)
    {
        services.AddOptions<BounceOptions>().BindConfiguration(BounceOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<BounceOptions>, BounceOptionsValidator>();
        services.AddSingleton<BounceTokens>();
        services.AddSingleton<BounceReader>();
        services.AddSingleton(provider =>
        {
            var options = provider.GetRequiredService<IOptions<BounceOptions>>().Value;
            return new ReturnPath(provider.GetRequiredService<BounceTokens>(), options.LocalPart, options.Domain);
        });
    }

    /// <returns>The names of all mail servers, the one that is always there first.</returns>
    public static IReadOnlyList<string> Names(IConfiguration configuration)
    {
        var further = configuration.GetSection(SmtpOptions.ServersSection).GetChildren().Select(server => server.Key).ToList();
        foreach (var name in further)
        {
            if (!Name().IsMatch(name) || name is SmtpEmailProvider.ProviderName or SandboxEmailProvider.ProviderName)
            {
                throw new RefusedException(
                    $"'{name}' under {SmtpOptions.ServersSection} is no name for a mail server: lower-case letters, digits and hyphens, at most 30, and not {SmtpEmailProvider.ProviderName} or {SandboxEmailProvider.ProviderName}, which are taken");
            }
        }

        return [SmtpEmailProvider.ProviderName, .. further];
    }

    private static SmtpOptions Options(IServiceProvider provider, string name) => provider.GetRequiredService<IOptionsMonitor<SmtpOptions>>().Get(name);

    [GeneratedRegex("^[a-z0-9](?:[a-z0-9-]{0,28}[a-z0-9])?$", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}

[OptionsValidator]
internal sealed partial class SmtpOptionsValidator : IValidateOptions<SmtpOptions>;

/// <summary>Tries every key, so that a wrong one is found at the start and not by unsigned e-mails.</summary>
internal sealed class DkimOptionsValidator : IValidateOptions<DkimOptions>
{
    public ValidateOptionsResult Validate(string? name, DkimOptions options)
    {
        try
        {
            using var signing = new DkimSigning(options);
            return ValidateOptionsResult.Success;
        }
        catch (DkimKeyException e)
        {
            return ValidateOptionsResult.Fail(e.Message);
        }
    }
}
