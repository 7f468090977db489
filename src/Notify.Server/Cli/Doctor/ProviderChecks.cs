using Microsoft.Extensions.Options;
using Notify.Providers.Email.Smtp;
using Notify.Server.Delivery;

namespace Notify.Server.Cli.Doctor;

/// <summary>Looks at the providers of each channel; a mail server is really asked.</summary>
internal static class ProviderChecks
{
    public static async Task<Finding> EmailAsync(IConfiguration configuration, CancellationToken cancellationToken)
    {
        const string About = "e-mail provider";
        if (Delivery(configuration).EmailProvider != SmtpEmailProvider.ProviderName)
        {
            return Finding.Warning(
                About, "sandbox: e-mails are captured, not sent", $"To send, set {DeliveryOptions.Section}:EmailProvider to smtp and {SmtpOptions.Section}:Host to a mail server");
        }

        var options = configuration.GetSection(SmtpOptions.Section).Get<SmtpOptions>() ?? new SmtpOptions();
        if (options.Host.Length == 0)
        {
            return Finding.Bad(About, "smtp, but no mail server is named", $"Set {SmtpOptions.Section}:Host");
        }

        await using var pool = new SmtpConnectionPool(Options.Create(options), TimeProvider.System);
        return await pool.WhyUnreachableAsync(cancellationToken) is { } reason
            ? Finding.Bad(About, $"{options.Host}: {reason}", $"Mend the settings under {SmtpOptions.Section}, or the mail server")
            : Finding.Good(About, $"{options.Host} lets us in");
    }

    public static Finding Sms(IConfiguration configuration) => Finding.Warning(
        "text provider", $"{Delivery(configuration).SmsProvider}: texts are captured, not sent", "Carriers of texts come with a later version");

    private static DeliveryOptions Delivery(IConfiguration configuration) =>
        configuration.GetSection(DeliveryOptions.Section).Get<DeliveryOptions>() ?? new DeliveryOptions();
}
