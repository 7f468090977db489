using Notify.Core.Notifications;
using Notify.Providers.Sandbox;
using Notify.Providers.Sms.Twilio;
using Notify.Server.Delivery;
using Notify.Server.Hosting;
using Notify.Server.Receipts;

namespace Notify.Server.Cli.Doctor;

/// <summary>Looks at the settings of the carriers of texts. Nobody is asked: a request to a carrier may cost money.</summary>
internal static class TextChecks
{
    private const string About = "text provider";

    public static IEnumerable<Finding> Run(IConfiguration configuration)
    {
        var delivery = DeliverySettings.Read(configuration);
        IReadOnlyDictionary<string, int> weights;
        try
        {
            weights = delivery.Providers(Channel.Sms);
        }
        catch (FormatException e)
        {
            return [Finding.Bad(About, "the names and weights cannot be read", e.Message)];
        }

        Gateways gateways;
        try
        {
            gateways = Gateways.Load(configuration);
        }
        catch (RefusedException e)
        {
            return [Finding.Bad(About, "a gateway cannot be used", e.Message)];
        }

        return weights.Keys.Select(name => name switch
        {
            SandboxEmailProvider.ProviderName => Finding.Warning(
                About, "sandbox: texts are captured, not sent", $"To send, set {DeliveryOptions.SettingOf(Channel.Sms)} to twilio or to a gateway of the nation's"),
            TwilioSmsProvider.ProviderName => Twilio(configuration),
            _ when gateways.Find(name) is { } gateway => Finding.Good(About, $"{name}: its file is read and its secrets are there; it is called at {new Uri(gateway.Definition.Url).Host}"),
            _ => Finding.Bad(About, $"{name}: there is no gateway of this name", $"Set {GatewayOptions.Section}:{name}:Enabled to true, or take the name out of {delivery.OriginOf(Channel.Sms)}"),
        });
    }

    private static Finding Twilio(IConfiguration configuration)
    {
        var options = configuration.GetSection(TwilioOptions.Section).Get<TwilioOptions>() ?? new TwilioOptions();
        try
        {
            var missing = new List<string>();
            Need(options.IsSetUp, "AccountSid");
            Need(options.Credentials().Password.Length > 0, options.ApiKey.Length > 0 ? "ApiSecretFile" : "AuthTokenFile");
            Need(options.AuthTokens().Count > 0 || options.WebhookKeys.Count > 0, "AuthTokenFile, with which callbacks are checked");
            return missing.Count == 0
                ? Finding.Good(About, "twilio: the settings are complete; whether they are right shows when a text is sent")
                : Finding.Bad(About, "twilio: settings are missing", $"Set {string.Join("; ", missing.Distinct(StringComparer.Ordinal).Select(name => $"{TwilioOptions.Section}:{name}"))}");

            void Need(bool isThere, string name)
            {
                if (!isThere && !missing.Exists(named => name.StartsWith(named, StringComparison.Ordinal)))
                {
                    missing.Add(name);
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Finding.Bad(About, $"twilio: {e.Message}", $"Mend the files named under {TwilioOptions.Section}");
        }
    }
}
