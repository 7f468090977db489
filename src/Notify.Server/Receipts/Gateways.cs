using System.Collections.Frozen;
using Notify.Core;
using Notify.Providers.Sandbox;
using Notify.Providers.Sms.HttpGateway;
using Notify.Providers.Sms.Twilio;
using Notify.Server.Hosting;

namespace Notify.Server.Receipts;

/// <summary>The HTTP gateways that the settings switch on, with their files read.</summary>
internal sealed class Gateways
{
    private readonly FrozenDictionary<string, Gateway> _byName;

    private Gateways(IEnumerable<Gateway> gateways) =>
        _byName = gateways.ToFrozenDictionary(gateway => gateway.Definition.Name, StringComparer.Ordinal);

    public IReadOnlyCollection<Gateway> All => _byName.Values;

    public Gateway? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>Reads the files of the gateways that are switched on: the nation's own before the shared ones.</summary>
    /// <exception cref="RefusedException">A file is missing or wrong, or a secret is; the message says where.</exception>
    public static Gateways Load(IConfiguration configuration)
    {
        var gateways = new List<Gateway>();
        foreach (var section in configuration.GetSection(GatewayOptions.Section).GetChildren())
        {
            var options = section.Get<GatewayOptions>() ?? new GatewayOptions();
            if (options.Enabled)
            {
                gateways.Add(Load(configuration, section.Key.ToLowerInvariant(), options));
            }
        }

        return new Gateways(gateways);
    }

    private static Gateway Load(IConfiguration configuration, string name, GatewayOptions options)
    {
        var nations = Path.Combine(TemplateFolder.Find(configuration), "nations");
        string[] places = [.. new[] { configuration["Notify:Nation"] ?? "gb", "shared" }.Select(folder => Path.Combine(nations, folder.ToLowerInvariant(), "gateways", $"{name}.yaml"))];
        if (name is TwilioSmsProvider.ProviderName or SandboxEmailProvider.ProviderName)
        {
            throw new RefusedException($"{GatewayOptions.Section}:{name}: a provider has this name already; call the gateway something else");
        }

        if (Path.GetFileName(name) != name || Array.Find(places, File.Exists) is not { } file)
        {
            throw new RefusedException($"{GatewayOptions.Section}:{name} is switched on, but there is no file {string.Join(" or ", places)}");
        }

        try
        {
            var definition = GatewayFile.Read(file, File.ReadAllText(file));
            foreach (var secret in definition.Secrets.Where(secret => options.Secret(secret) is null))
            {
                throw new RefusedException($"Gateway {name} needs a secret: set {GatewayOptions.Section}:{name}:SecretFiles:{secret} to a file with it");
            }

            if (options.BaseUrl.Length > 0)
            {
                if (definition.Url.StartsWith("https:", StringComparison.Ordinal) && !SecureBaseAttribute.IsSecure(options.BaseUrl))
                {
                    throw new RefusedException(
                        $"{GatewayOptions.Section}:{name}:BaseUrl begins with https://, as the address in the gateway's file does (http:// only on this machine): secrets and people's numbers go there");
                }

                definition = definition with { Url = options.BaseUrl + definition.Url[definition.Url.IndexOf('/', definition.Url.IndexOf("//", StringComparison.Ordinal) + 2)..] };
            }

            var gateway = new Gateway(definition, options);
            gateway.Check(file);
            return gateway;
        }
        catch (FormatException e)
        {
            throw new RefusedException(e.Message, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RefusedException($"Gateway {name}: {e.Message}", e);
        }
    }
}

/// <summary>One gateway with its settings.</summary>
internal sealed record Gateway(GatewayDefinition Definition, GatewayOptions Options)
{
    public string ReceiptPath => $"/receipts/{Definition.Name}";

    public HttpGatewaySmsProvider Provider(PublicUrl url) => new(Definition, name => Options.Secret(name)!, () => url.To(ReceiptPath));

    /// <summary>Renders once: a template that is wrong must stop the start, not the first text.</summary>
    /// <exception cref="FormatException">A template of the file is wrong.</exception>
    public void Check(string file)
    {
        try
        {
            using var provider = new HttpGatewaySmsProvider(Definition, name => Options.Secret(name)!, () => "https://notify.example");
        }
        catch (FormatException e)
        {
            throw new FormatException($"{file}: {e.Message}", e);
        }
    }
}
