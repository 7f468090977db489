using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;

namespace Notify.Server.Hosting;

/// <summary>Addresses under which people and programs reach this installation.</summary>
public sealed class PublicOptions
{
    public const string Section = "Notify";

    /// <summary>Base of all links and <c>uri</c>s, such as <c>https://notify.example.gov</c>. Empty: the address the process listens on.</summary>
    [RegularExpression("|https?://.+", ErrorMessage = "Notify:PublicUrl begins with https:// or http://")]
    public string PublicUrl { get; init; } = "";

    /// <summary>Page named to programmers whose token cannot be read.</summary>
    public string DocumentationUrl { get; init; } = "https://docs.notifications.service.gov.uk/rest-api.html#authorisation-header";

    /// <summary>Page that explains trial mode, named to programs whose service is in it.</summary>
    public string TrialModeUrl { get; init; } = "https://www.notifications.service.gov.uk/trial-mode";
}

[OptionsValidator]
internal sealed partial class PublicOptionsValidator : IValidateOptions<PublicOptions>;

/// <summary>Makes absolute links, from the settings and never from a request's Host header.</summary>
public sealed class PublicUrl(IOptions<PublicOptions> options, IServer server)
{
    private string? _base;

    /// <summary>Without a slash at the end.</summary>
    public string Base => _base ??= (options.Value.PublicUrl.Length > 0 ? options.Value.PublicUrl : Listening()).TrimEnd('/');

    /// <param name="path">Begins with a slash.</param>
    public string To(string path) => Base + path;

    private string Listening() =>
        server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault()
            ?.Replace("//[::]", "//localhost", StringComparison.Ordinal)
            .Replace("//0.0.0.0", "//localhost", StringComparison.Ordinal)
            .Replace("//*", "//localhost", StringComparison.Ordinal)
            .Replace("//+", "//localhost", StringComparison.Ordinal)
        ?? ServerSettings.DefaultUrl;
}
