using Notify.Core.Files;
using Notify.Core.Notifications;
using Notify.Providers.Email.Smtp;
using Notify.Providers.Scanning;
using Notify.Server.Delivery;
using Notify.Server.Features.Files;

namespace Notify.Server.Cli.Doctor;

/// <summary>Looks at the providers of each channel; a mail server is really asked.</summary>
internal static class ProviderChecks
{
    public static async Task<Finding> EmailAsync(IConfiguration configuration, CancellationToken cancellationToken)
    {
        const string About = "e-mail provider";
        if (!Names(configuration, Channel.Email).Contains(SmtpEmailProvider.ProviderName))
        {
            return Finding.Warning(
                About, "sandbox: e-mails are captured, not sent", $"To send, set {DeliveryOptions.Section}:EmailProviders to smtp and {SmtpOptions.Section}:Host to a mail server");
        }

        var options = configuration.GetSection(SmtpOptions.Section).Get<SmtpOptions>() ?? new SmtpOptions();
        if (options.Host.Length == 0)
        {
            return Finding.Bad(About, "smtp, but no mail server is named", $"Set {SmtpOptions.Section}:Host");
        }

        await using var pool = new SmtpConnectionPool(options, TimeProvider.System);
        return await pool.WhyUnreachableAsync(cancellationToken) is { } reason
            ? Finding.Bad(About, $"{options.Host}: {reason}", $"Mend the settings under {SmtpOptions.Section}, or the mail server")
            : Finding.Good(About, $"{options.Host} lets us in");
    }

    public static Finding Sms(IConfiguration configuration) => Finding.Warning(
        "text provider", $"{string.Join(", ", Names(configuration, Channel.Sms))}: texts are captured, not sent", "Carriers of texts come with a later version");

    /// <summary>Has the scanner look at as many harmless bytes as a file may have, so that its own limits show, too.</summary>
    public static async Task<Finding> ScannerAsync(IConfiguration configuration, CancellationToken cancellationToken)
    {
        const string About = "virus scanner";
        var options = configuration.GetSection(FilesOptions.Section).Get<FilesOptions>() ?? new FilesOptions();
        if (options.ScannerAddress.Length > 0 && !ClamdAddress.TryParse(options.ScannerAddress, out _))
        {
            return Finding.Bad(About, "its address is wrong", $"Set {FilesOptions.Section}:ScannerAddress to tcp://host:port or unix:/path");
        }

        return await options.Scanner(TimeProvider.System).ScanAsync(new byte[FileLimits.MaxBytes], cancellationToken) switch
        {
            ScanVerdict.Clean when options.ScannerAddress.Length == 0 => Finding.Warning(
                About, "none: files sent by e-mail are not looked at", $"Set {FilesOptions.Section}:ScannerAddress to where ClamAV's clamd listens"),
            ScanVerdict.Clean => Finding.Good(About, $"{options.ScannerAddress} answers"),
            ScanVerdict.NotSetUp => Finding.Warning(
                About, "none: files sent by e-mail are refused", $"Set {FilesOptions.Section}:ScannerAddress to where ClamAV's clamd listens"),
            ScanVerdict.Unavailable unavailable => Finding.Bad(
                About, $"{options.ScannerAddress}: {unavailable.Reason}", $"Start clamd, or mend its settings or {FilesOptions.Section}"),
            ScanVerdict.Infected infected => Finding.Bad(
                About, $"{options.ScannerAddress} finds {infected.Name} in nothing but zeros", "Mend its signatures"),
            var other => throw new InvalidOperationException($"Unknown verdict {other}"),
        };
    }

    private static List<string> Names(IConfiguration configuration, Channel channel) =>
        [.. (configuration.GetSection(DeliveryOptions.Section).Get<DeliveryOptions>() ?? new DeliveryOptions()).Providers(channel).Keys];
}
