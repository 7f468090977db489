using Notify.Server.Delivery;
using Notify.Server.Hosting;

namespace Notify.Server.Cli.Doctor;

/// <summary>The settings of delivery as a server that serves would take them.</summary>
internal static class DeliverySettings
{
    public static DeliveryOptions Read(IConfiguration configuration)
    {
        var delivery = configuration.GetSection(DeliveryOptions.Section).Get<DeliveryOptions>() ?? new DeliveryOptions();
        try
        {
            delivery.UsePack(CoreSetup.Nation(configuration, TemplateFolder.Find(configuration)));
        }
        catch (RefusedException)
        {
            // Said of the pack already; the settings are looked at without it.
        }

        return delivery;
    }
}
