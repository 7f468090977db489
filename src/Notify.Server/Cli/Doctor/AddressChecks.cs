using Notify.Server.Hosting;

namespace Notify.Server.Cli.Doctor;

/// <summary>Looks at the address that links in answers and mails begin with.</summary>
internal static class AddressChecks
{
    private const string About = "public address";
    private const string Setting = $"{PublicOptions.Section}:{nameof(PublicOptions.PublicUrl)}";

    public static Finding Public(IConfiguration configuration)
    {
        var url = configuration[Setting];
        return string.IsNullOrEmpty(url)
            ? Finding.Warning(
                About,
                "it is not set, so links in answers and mails lead to the address a process listens on, which recipients cannot open",
                $"For more than trying out, set {Setting} on every host, workers included, such as https://notify.example.gov")
            : url.StartsWith("https://", StringComparison.Ordinal) ? Finding.Good(About, url)
            : url.StartsWith("http://", StringComparison.Ordinal)
            ? Finding.Warning(About, $"{url} is not secured; mail programs unsubscribe over https only", $"Set {Setting} to an address that begins with https://")
            : Finding.Bad(About, $"{url} is not a web address", $"Set {Setting} to an address that begins with https://");
    }
}
