using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Notify.Core.Secrets;
using Notify.TestKit.Server;

namespace Notify.SystemTests;

/// <summary>The server, sending through a Postfix, with a key that other processes can be given.</summary>
internal sealed class MailApp(RealPostfix postfix, string bounceDomain, IReadOnlyDictionary<string, string?>? more = null) : NotifyApp
{
    /// <summary>The key ring of all processes of this installation.</summary>
    public IReadOnlyDictionary<string, string?> KeySettings { get; } = new Dictionary<string, string?>
    {
        ["Notify:Encryption:Keys:0:Id"] = "test",
        ["Notify:Encryption:Keys:0:Secret"] = EncryptionKey.NewSecret(),
    };

    protected override IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>([.. KeySettings, .. more ?? new Dictionary<string, string?>()])
    {
        ["Notify:Delivery:EmailProviders"] = "smtp",
        ["Notify:Smtp:Host"] = "127.0.0.1",
        ["Notify:Smtp:Port"] = postfix.Port.ToString(CultureInfo.InvariantCulture),
        ["Notify:Smtp:Security"] = "None",
        ["Notify:Bounces:Domain"] = bounceDomain,
        ["Notify:Callbacks:AllowedNetworks"] = "127.0.0.0/8",
        ["Notify:Callbacks:AllowHttp"] = "true",
    };

    /// <summary>Without what recurs: on the minute it would read the mailbox before a test does.</summary>
    protected override void Configure(WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.Remove(builder.Services.Single(service => service.ImplementationType?.Name == "RecurringJobs"));
    }

    /// <summary>Sends one e-mail.</summary>
    /// <param name="before">Done with its service first.</param>
    public async Task<(SendingService Service, Guid Id)> SendAsync(string address, Func<SendingService, Task>? before = null)
    {
        var service = await ServiceAsync();
        if (before is not null)
        {
            await before(service);
        }

        return (service, await service.AcceptAsync("email", new { email_address = address, template_id = await service.EmailTemplateAsync("Hello", "Hello") }));
    }
}
