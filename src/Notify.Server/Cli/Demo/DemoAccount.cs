using System.Globalization;

namespace Notify.Server.Cli.Demo;

/// <summary>Prints what the demo did, short and ready to be copied from.</summary>
internal static class DemoAccount
{
    public static void PrintJson(DemoResult result) => Output.Json(new
    {
        base_url = result.BaseUrl,
        service_id = result.Samples.Service.Id,
        api_key = result.Samples.Key.Reveal(),
        email = Json(result.Email),
        sms = Json(result.Sms),
    });

    public static void Print(DemoResult result, string database, string dataFolder, TimeSpan took, bool stays)
    {
        var key = result.Samples.Key.Reveal();
        var keyFile = Path.Combine(dataFolder, "demo-key");
        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $$$"""

            Notify is running at {{{result.BaseUrl}}} ({{{took.TotalSeconds:0.0}}} s)
              {{{database}}}

            Sent through the public API, as a client would:
            {{{Line(result.Email)}}}
            {{{Line(result.Sms)}}}

              Sandbox inbox   {{{result.BaseUrl}}}/sandbox
              Health          {{{result.BaseUrl}}}/health/ready

            The service "{{{result.Samples.Service.Name}}}" has this key (kept in {{{keyFile}}}):
              {{{key}}}

            Send one yourself with curl, from the folder you started this in:
              curl {{{result.BaseUrl}}}/v2/notifications/sms \
                -H "Authorization: Bearer $({{{Notify}}} key token - < {{{keyFile}}})" \
                -d '{"phone_number": "07700 900456", "template_id": "{{{result.Sms.TemplateId}}}", "personalisation": {"name": "Sam", "date": "tomorrow", "place": "Leeds"}}'

            Or with the official Node.js client (npm install notifications-node-client):
              const { NotifyClient } = require('notifications-node-client')
              new NotifyClient('{{{result.BaseUrl}}}', '{{{key}}}')
                .sendSms('{{{result.Sms.TemplateId}}}', '07700 900456', { personalisation: { name: 'Sam', date: 'tomorrow', place: 'Leeds' } })
                .then(answer => console.log(answer.data))

            """));
        if (stays)
        {
            Console.Out.WriteLine("Press Ctrl-C to stop. The data stays.");
        }
    }

    /// <summary>How a person calls this program: as it was started.</summary>
    private static string Notify => Environment.GetEnvironmentVariable("DOTNET_LAUNCH_PROFILE") is not null || IsRunFromSource
        ? "dotnet run --project src/Notify.Server --no-build --"
        : Environment.ProcessPath ?? "notify";

    private static bool IsRunFromSource =>
        AppContext.BaseDirectory.Replace('\\', '/').Contains("/src/Notify.Server/bin/", StringComparison.Ordinal);

    private static string Line(DemoMessage message) => string.Create(CultureInfo.InvariantCulture,
        $"  {(message.Channel == "email" ? "e-mail" : "text"),-7} {message.Id}  {message.Status} in {message.Milliseconds} ms  (accepted {message.CreatedAt:HH:mm:ss.fff}{At("handed over", message.SentAt)}{At(message.Status, message.CompletedAt)} UTC)");

    private static string At(string what, DateTimeOffset? time) =>
        time is { } at ? string.Create(CultureInfo.InvariantCulture, $", {what} {at:HH:mm:ss.fff}") : "";

    private static object Json(DemoMessage message) => new
    {
        id = message.Id,
        template_id = message.TemplateId,
        status = message.Status,
        milliseconds = message.Milliseconds,
    };
}
