using Notify.Core.Files;
using Notify.Providers.Scanning;
using Notify.Server.Features.Files;

namespace Notify.Server.Cli.Doctor;

/// <summary>Asks the virus scanner of files that are sent by e-mail.</summary>
internal static class ScannerChecks
{
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
}
