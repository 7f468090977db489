using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Options;
using Notify.Core.Nations;
using Notify.Core.Notifications;
using Notify.Server.Delivery;

namespace Notify.Server.Features.Start;

public sealed class IndexModel(NationPack nation, IOptions<DeliveryOptions> delivery) : PageModel
{
    private const string ToSandbox = "Captured in the sandbox inbox, not sent";

    public string NationName => nation.Names.GetValueOrDefault(nation.DefaultLanguage)?.Name ?? nation.Code;

    public string EmailsGo => Goes(Channel.Email);

    public string TextsGo => Goes(Channel.Sms);

    private string Goes(Channel channel) => delivery.Value.Providers(channel).Keys.ToList() is var names && names is ["sandbox"]
        ? ToSandbox
        : $"Sent through {string.Join(", ", names)}";
}
