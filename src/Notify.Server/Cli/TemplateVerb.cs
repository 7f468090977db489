using System.CommandLine;
using Notify.Core;
using Notify.Core.Templates;
using Notify.Server.Hosting;

namespace Notify.Server.Cli;

/// <summary><c>notify template create</c>.</summary>
internal static class TemplateVerb
{
    public static Command Create() => new("template", "Templates: what services send") { CreateTemplate() };

    private static Command CreateTemplate()
    {
        var service = new Argument<string>("service") { Description = "Id or name of the service" };
        var name = new Argument<string>("name") { Description = "What the team calls the template; recipients do not see it" };
        var type = new Option<string>("--type") { Description = "email or sms", Required = true };
        type.AcceptOnlyFromAmong("email", "sms");
        var subject = new Option<string?>("--subject") { Description = "Subject of an e-mail; may have ((placeholders))" };
        var body = new Option<string?>("--body") { Description = "The text; may have ((placeholders))" };
        var file = new Option<FileInfo?>("--body-file") { Description = "File with the text in UTF-8", HelpName = "FILE" };
        var json = Verb.JsonOption();
        var data = Verb.DataOption();
        var command = new Command("create", "Make a template") { service, name, type, subject, body, file, json, data };
        command.Validators.Add(result =>
        {
            if (result.GetValue(body) is null == result.GetValue(file) is null)
            {
                result.AddError("Give the text with --body or with --body-file");
            }

            if (result.GetValue(type) == "email" == string.IsNullOrWhiteSpace(result.GetValue(subject)))
            {
                result.AddError("An e-mail has a --subject, a text has none");
            }
        });
        command.Runs(async (arguments, cancellationToken) =>
        {
            var text = arguments.GetValue(body) ?? await ReadAsync(arguments.GetValue(file)!, cancellationToken);
            if (string.IsNullOrWhiteSpace(text) || text.Contains('\0', StringComparison.Ordinal))
            {
                throw new RefusedException("The text of a template must not be empty");
            }

            var title = arguments.GetValue(name)!.Trim();
            if (title.Length is 0 or > 255 || title.Any(char.IsControl))
            {
                throw new RefusedException("The name of a template is one line of at most 255 characters");
            }

            await using var database = await VerbDatabase.OpenAsync(Verb.DataFolderOf(arguments, data), cancellationToken);
            var owner = await database.ServiceAsync(arguments.GetValue(service)!, cancellationToken);
            var template = new StoredTemplate
            {
                Id = Ids.NewRandom(),
                ServiceId = owner.Id,
                Type = arguments.GetValue(type)!,
                Name = title,
                Version = 1,
                Subject = arguments.GetValue(subject),
                Body = text,
            };
            await database.Templates.CreateAsync(template, cancellationToken);
            var placeholders = template.Subject is null
                ? SmsTemplate.Parse(template.Body).Placeholders
                : EmailTemplate.Parse(template.Subject, template.Body).Placeholders;
            if (arguments.GetValue(json))
            {
                Output.Json(new { id = template.Id, service_id = owner.Id, type = template.Type, name = template.Name, version = 1, placeholders });
            }
            else
            {
                Console.Out.WriteLine($"Made template {template.Id} ({template.Name}) of {owner.Name}.");
                Console.Out.WriteLine(placeholders.Count == 0 ? "It has no placeholders." : $"It asks for: {string.Join(", ", placeholders)}");
            }

            return 0;
        });
        return command;
    }

    private static async Task<string> ReadAsync(FileInfo file, CancellationToken cancellationToken)
    {
        try
        {
            return await File.ReadAllTextAsync(file.FullName, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RefusedException($"{file.FullName} cannot be read: {e.Message}", e);
        }
    }
}
