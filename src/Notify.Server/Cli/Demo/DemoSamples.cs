using Notify.Core;
using Notify.Core.Services;
using Notify.Core.Templates;
using Notify.Data.Services;
using Notify.Data.Templates;
using Notify.Server.Hosting;

namespace Notify.Server.Cli.Demo;

/// <summary>What the demo sends with: a service, its key and two templates. Made once, found again at the next start.</summary>
/// <param name="Key">A secret, kept in the data folder (mode 600) to show it again.</param>
internal sealed record DemoSamples(Service Service, KeyString Key, Guid EmailTemplateId, Guid SmsTemplateId)
{
    private const string ServiceName = "Vehicle Licensing";
    private const string EmailName = "Appointment confirmed";
    private const string SmsName = "Appointment reminder";
    private const string KeyName = "demo";
    private const string KeyFile = "demo-key";

    private const string EmailBody =
        """
        Dear ((name)),

        # Your appointment is confirmed

        We look forward to seeing you on ((date)) at the service centre in ((place)).

        ## Please bring

        ((documents))

        ^ If you cannot come, tell us at least one day before.

        You can change or cancel your appointment at https://www.example.gov/appointments

        ((parking??There is free parking beside the building.))
        """;

    public static async Task<DemoSamples> EnsureAsync(IServiceProvider services, string dataFolder, CancellationToken cancellationToken)
    {
        var serviceStore = services.GetRequiredService<ServiceStore>();
        var service = await serviceStore.FindAsync(ServiceName, cancellationToken);
        if (service is null)
        {
            service = new Service { Id = Ids.NewRandom(), Name = ServiceName };
            await serviceStore.CreateAsync(service, cancellationToken);
        }

        var templates = services.GetRequiredService<TemplateStore>();
        var existing = await templates.ListAsync(service.Id, cancellationToken);
        return new DemoSamples(
            service,
            await KeyAsync(services.GetRequiredService<ApiKeyStore>(), service, dataFolder, cancellationToken),
            await TemplateAsync(EmailName, "email", "Your appointment on ((date))", EmailBody),
            await TemplateAsync(SmsName, "sms", null, "Dear ((name)), your appointment in ((place)) is on ((date)). Please bring your licence."));

        async Task<Guid> TemplateAsync(string name, string type, string? subject, string body)
        {
            if (existing.Find(template => template.Name == name && template.Type == type) is { } found)
            {
                return found.Id;
            }

            var template = new StoredTemplate
            {
                Id = Ids.NewRandom(),
                ServiceId = service.Id,
                Type = type,
                Name = name,
                Version = 1,
                Subject = subject,
                Body = body,
            };
            await templates.CreateAsync(template, cancellationToken);
            return template.Id;
        }
    }

    /// <summary>The kept key if it still works, else a new one in its place.</summary>
    private static async Task<KeyString> KeyAsync(ApiKeyStore keys, Service service, string dataFolder, CancellationToken cancellationToken)
    {
        var path = Path.Combine(dataFolder, KeyFile);
        var working = (await keys.ListAsync(service.Id, cancellationToken)).Any(key => key.Name == KeyName && key.RevokedAt is null);
        if (working && File.Exists(path) && KeyString.TryParse(await File.ReadAllTextAsync(path, cancellationToken), out var kept) && kept.ServiceId == service.Id)
        {
            return kept;
        }

        await keys.RevokeAsync(service.Id, KeyName, cancellationToken);
        var created = await keys.CreateAsync(service.Id, KeyName, KeyType.Normal, cancellationToken)
            ?? throw new RefusedException("Another demo is starting on the same database: try again");
        PrivateFile.Replace(path, created.Key.Reveal());
        return created.Key;
    }
}
