using Microsoft.Extensions.DependencyInjection;
using Notify.Core;
using Notify.Core.ReceivedTexts;
using Notify.Core.Templates;
using Notify.Data.ReceivedTexts;
using Notify.Data.Services;
using Notify.Data.Templates;
using Notify.TestKit.Server;

namespace Notify.IntegrationTests.Clients;

/// <summary>A server with a service that has one of everything the official clients ask for.</summary>
public sealed class ClientApp : NotifyApp
{
    protected override IReadOnlyDictionary<string, string?> Settings { get; } = new Dictionary<string, string?> { ["Notify:Files:AllowUnscanned"] = "true" };

    public SendingService Sender { get; private set; } = null!;

    /// <summary>Two versions; the second asks for a <c>file</c> beside the <c>name</c> of both.</summary>
    public Guid EmailTemplate { get; private set; }

    /// <summary>Asks for a <c>name</c>.</summary>
    public Guid SmsTemplate { get; private set; }

    public Guid ReplyTo { get; private set; }

    public Guid TextSender { get; private set; }

    /// <summary>Newest first.</summary>
    public IReadOnlyList<Guid> ReceivedTexts { get; private set; } = [];

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        var service = await ServiceAsync("Vehicle Licensing");
        await Services.GetRequiredService<ServiceStore>().UpdateAsync(
            service.Service with { ContactLink = "https://www.example.gov/contact" }, CancellationToken.None);
        Sender = service;
        SmsTemplate = await service.SmsTemplateAsync();
        EmailTemplate = await service.EmailTemplateAsync();
        await Services.GetRequiredService<TemplateStore>().AddVersionAsync(
            new StoredTemplate
            {
                Id = EmailTemplate,
                ServiceId = service.Service.Id,
                Type = "email",
                Name = "Licence",
                Version = 1,
                Subject = "Hello ((name))",
                Body = "Dear ((name)), fetch it: ((file))",
            },
            author: null,
            CancellationToken.None);
        var senders = Services.GetRequiredService<SenderStore>();
        ReplyTo = (await senders.AddReplyToAsync(service.Service.Id, "answers@example.gov", isDefault: false, CancellationToken.None))!.Value;
        TextSender = (await senders.AddTextSenderAsync(service.Service.Id, "VEHICLES", isDefault: false, CancellationToken.None))!.Value;
        var texts = Services.GetRequiredService<ReceivedTextStore>();
        var newest = TimeProvider.System.GetUtcNow();
        var received = new List<Guid>();
        foreach (var (content, age) in new[] { ("Please stop", 2), ("Thank you", 1) })
        {
            var text = new ReceivedText
            {
                Id = Ids.New(TimeProvider.System),
                ServiceId = service.Service.Id,
                NotifyNumber = "07700900999",
                UserNumber = "447700900123",
                Content = content,
                CreatedAt = newest.AddMinutes(-age),
            };
            await texts.AddAsync(text, CancellationToken.None);
            received.Insert(0, text.Id);
        }

        ReceivedTexts = received;
    }

    /// <summary>A key of the service that is revoked.</summary>
    public async Task<string> RevokedKeyAsync()
    {
        var revoked = await Sender.WithKeyAsync(Core.Services.KeyType.Normal);
        await Services.GetRequiredService<ApiKeyStore>().RevokeAsync(Sender.Service.Id, revoked.KeyId.ToString(), CancellationToken.None);
        return revoked.Key.Reveal();
    }
}
