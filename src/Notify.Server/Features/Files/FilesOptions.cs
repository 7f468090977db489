using System.ComponentModel.DataAnnotations;
using Notify.Providers.Scanning;

namespace Notify.Server.Features.Files;

/// <summary>Section <c>Notify:Files</c>: files sent by e-mail.</summary>
public sealed class FilesOptions : IValidatableObject
{
    public const string Section = "Notify:Files";

    /// <summary>Where ClamAV's daemon listens: <c>tcp://host:3310</c> or <c>unix:/run/clamav/clamd.ctl</c>. Empty: there is none.</summary>
    public string ScannerAddress { get; init; } = "";

    /// <summary>For one file. Clients of the API wait that long.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:02:00")]
    public TimeSpan ScannerTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Whether files are taken where there is no scanner. Recipients trust what a government sends: a decision, not a default.
    /// Where there is a scanner it changes nothing: one that does not answer lets nothing through.</summary>
    public bool AllowUnscanned { get; init; }

    /// <summary>Base of the links under which recipients fetch files, such as <c>https://files.example.gov</c>; it must lead to hosts with the web role. Empty: <c>Notify:PublicUrl</c>.</summary>
    [RegularExpression("https?://.+", ErrorMessage = "Notify:Files:DownloadUrl begins with https:// or http://")]
    public string DownloadUrl { get; init; } = "";

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (ScannerAddress.Length > 0 && !ClamdAddress.TryParse(ScannerAddress, out _))
        {
            yield return new ValidationResult($"{Section}:{nameof(ScannerAddress)} is tcp://host:port or unix:/path", [nameof(ScannerAddress)]);
        }
    }

    /// <summary>The scanner that these settings name.</summary>
    public IVirusScanner Scanner(TimeProvider time) =>
        ClamdAddress.TryParse(ScannerAddress, out var address) ? new ClamdScanner(address, ScannerTimeout, time) : new NoScanner(AllowUnscanned);
}
