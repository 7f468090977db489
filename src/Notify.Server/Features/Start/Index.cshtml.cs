using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Options;
using Notify.Core.Nations;
using Notify.Providers.Email.Smtp;
using Notify.Server.Delivery;

namespace Notify.Server.Features.Start;

public sealed class IndexModel(NationPack nation, IOptions<DeliveryOptions> delivery) : PageModel
{
    private const string ToSandbox = "Captured in the sandbox inbox, not sent";

    public string NationName => nation.Names.GetValueOrDefault(nation.DefaultLanguage)?.Name ?? nation.Code;

    public string EmailsGo => delivery.Value.EmailProvider == SmtpEmailProvider.ProviderName ? "Sent through a mail server" : ToSandbox;

    public string TextsGo => ToSandbox;
}
