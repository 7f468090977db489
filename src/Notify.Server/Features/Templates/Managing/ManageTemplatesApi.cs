using System.Text.Json.Serialization;
using Notify.Core.Errors;
using Notify.Core.Notifications;
using Notify.Core.Templates;
using Notify.Core.Templates.Lint;
using Notify.Core.Templates.Sms;
using Notify.Data.Templates;
using Notify.Server.Features.ApiKeys;
using Notify.Server.Features.Notifications;
using Notify.Server.Hosting;

namespace Notify.Server.Features.Templates.Managing;

/// <summary>Routes for keeping templates as code. They take a key of the kind <c>management</c>, which sends nothing.</summary>
internal static class ManageTemplatesApi
{
    private static readonly string[] ReadMethods = ["GET", "HEAD"];

    public static void MapManageTemplates(this RouteGroupBuilder manage)
    {
        manage.MapMethods("/templates", ReadMethods, ListAsync).WithName("ListManagedTemplates").WithMetadata(ManageTemplatesDocs.List);
        manage.MapPost("/templates", CreateAsync).WithName("CreateTemplate").WithMetadata(ManageTemplatesDocs.Create);
        manage.MapMethods("/templates/{template}", ReadMethods, ShowAsync).WithName("ShowManagedTemplate").WithMetadata(ManageTemplatesDocs.Show);
        manage.MapPost("/templates/{template}", ChangeAsync).WithName("ChangeTemplate").WithMetadata(ManageTemplatesDocs.Change);
        manage.MapPost("/templates/{template}/archive", ArchiveAsync).WithName("ArchiveTemplate").WithMetadata(ManageTemplatesDocs.Archive);
    }

    private static async Task<IResult> ListAsync(ApiCaller caller, TemplateStore templates, SmsEncodingRules encoding, CancellationToken cancellationToken)
    {
        var all = await templates.ListAsync(caller.ServiceId, cancellationToken);
        return Results.Json(
            new ManagedTemplatesAnswer([.. all.Select(template => Answer(template, caller, encoding))]),
            ManagedTemplatesJson.Default.ManagedTemplatesAnswer,
            "application/json");
    }

    private static async Task<IResult> ShowAsync(
        string template, ApiCaller caller, ManageTemplates manage, SmsEncodingRules encoding, CancellationToken cancellationToken) =>
        Respond(await manage.FindAsync(caller.ServiceId, template, cancellationToken), caller, encoding, StatusCodes.Status200OK);

    private static async Task<IResult> CreateAsync(
        HttpRequest http, ApiCaller caller, ManageTemplates manage, SmsEncodingRules encoding, CancellationToken cancellationToken) =>
        (await RequestBody.ReadAsync(http, cancellationToken)).TryGet(out var body, out var refusal)
            && TemplateSchema.Create(body).TryGet(out var change, out refusal)
            ? Respond(await manage.CreateAsync(caller.ServiceId, change, cancellationToken), caller, encoding, StatusCodes.Status201Created)
            : ApiResults.Problem(refusal);

    private static async Task<IResult> ChangeAsync(
        string template, HttpRequest http, ApiCaller caller, ManageTemplates manage, SmsEncodingRules encoding, CancellationToken cancellationToken) =>
        (await RequestBody.ReadAsync(http, cancellationToken)).TryGet(out var body, out var refusal)
            && TemplateSchema.Change(body).TryGet(out var change, out refusal)
            ? Respond(await manage.ChangeAsync(caller.ServiceId, template, change, cancellationToken), caller, encoding, StatusCodes.Status200OK)
            : ApiResults.Problem(refusal);

    private static async Task<IResult> ArchiveAsync(
        string template, ApiCaller caller, ManageTemplates manage, SmsEncodingRules encoding, CancellationToken cancellationToken) =>
        Respond(await manage.ArchiveAsync(caller.ServiceId, template, cancellationToken), caller, encoding, StatusCodes.Status200OK);

    private static IResult Respond(Result<StoredTemplate> result, ApiCaller caller, SmsEncodingRules encoding, int status) =>
        result.TryGet(out var template, out var refusal)
            ? Results.Json(Answer(template, caller, encoding), ManagedTemplatesJson.Default.ManagedTemplateAnswer, "application/json", status)
            : ApiResults.Problem(refusal);

    private static ManagedTemplateAnswer Answer(StoredTemplate template, ApiCaller caller, SmsEncodingRules encoding)
    {
        var advice = template.Type switch
        {
            "email" => TemplateLint.Email(template.Subject ?? "", template.Body),
            "sms" => TemplateLint.Sms(template.Body, encoding, caller.Service.PrefixSms ? caller.Service.Name : null),
            _ => [],
        };
        return new ManagedTemplateAnswer(
            [.. advice.Select(one => new AdviceAnswer(one.Code, one.Part == TemplatePart.Subject ? "subject" : "body", one.Start, one.Length, one.Message))],
            template.ArchivedAt is { } archived ? WireTime.Of(archived) : null,
            template.Body,
            WireTime.Of(template.CreatedAt),
            template.HasUnsubscribeLink,
            template.Id,
            template.Lane.Wire(),
            template.StableName,
            template.Subject,
            template.Name,
            template.Type,
            template.Version > 1 ? WireTime.Of(template.VersionCreatedAt) : null,
            template.Version);
    }
}

/// <summary>A template as its keepers see it.</summary>
/// <param name="Advice">What will probably not do as its author means; empty when there is nothing to say.</param>
/// <param name="Name">The stable name, which sends can use in place of the id.</param>
/// <param name="Title">What people see in lists.</param>
internal sealed record ManagedTemplateAnswer(
    IReadOnlyList<AdviceAnswer> Advice,
    string? ArchivedAt,
    string Body,
    string CreatedAt,
    bool HasUnsubscribeLink,
    Guid Id,
    string Lane,
    string? Name,
    string? Subject,
    string Title,
    string Type,
    string? UpdatedAt,
    int Version);

/// <param name="Code">A stable word.</param>
/// <param name="Part"><c>subject</c> or <c>body</c>.</param>
/// <param name="Start">Offset in that part, UTF-16 units.</param>
internal sealed record AdviceAnswer(string Code, string Part, int Start, int Length, string Message);

internal sealed record ManagedTemplatesAnswer(IReadOnlyList<ManagedTemplateAnswer> Templates);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ManagedTemplateAnswer))]
[JsonSerializable(typeof(ManagedTemplatesAnswer))]
internal sealed partial class ManagedTemplatesJson : JsonSerializerContext;
