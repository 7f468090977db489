using System.Globalization;
using System.Text.Json;
using Notify.Core.Errors;
using Notify.Core.Services;
using Notify.Core.Templates;
using Notify.Core.Templates.Placeholders;
using Notify.Server.Features.ApiKeys;
using Notify.Server.Features.Notifications;
using Notify.Server.Features.Shared;
using Notify.Server.Hosting;

namespace Notify.Server.Features.Templates;

/// <summary>Routes of API v2 for templates.</summary>
internal static class TemplatesApi
{
    private static readonly string[] Types = ["sms", "email", "letter"];

    public static void MapTemplates(this RouteGroupBuilder v2)
    {
        v2.MapRead("/templates", ListAsync).WithName("ListTemplates").WithMetadata(TemplatesDocs.List);
        v2.MapRead("/template/{id}", ShowCurrentAsync).WithName("ShowTemplate").WithMetadata(TemplatesDocs.Show);

        // What is no number is no version: an unknown route. A number too big for any is a version that is not there.
        v2.MapRead("/template/{id}/version/{version:regex(^[0-9]+$)}", ShowVersionAsync).WithName("ShowTemplateVersion").WithMetadata(TemplatesDocs.ShowVersion);
        v2.MapOptions("/template/{id}/preview", "POST");
        v2.MapPost("/template/{id}/preview", PreviewAsync).WithName("PreviewTemplate").WithMetadata(TemplatesDocs.Preview);
    }

    private static async Task<IResult> ListAsync(HttpRequest request, ApiCaller caller, ShowTemplates show, CancellationToken cancellationToken)
    {
        var query = ApiQuery.Of(request);
        var type = query.First("type");
        var faults = new SchemaFaults();
        if (type is not null && !Types.Contains(type))
        {
            faults.AddNotOneOf("type", type, Types);
        }

        faults.AddUnexpected(query.Parameters.Select(parameter => parameter.Key).Where(name => name != "type"));
        return faults.Refusal is { } refusal
            ? ApiResults.Problem(refusal)
            : Results.Json(await show.AllAsync(caller.ServiceId, type, cancellationToken), TemplatesJson.Default.TemplatesAnswer, "application/json");
    }

    private static Task<IResult> ShowCurrentAsync(string id, ApiCaller caller, ShowTemplates show, CancellationToken cancellationToken) =>
        ShowAsync(id, version: null, caller, show, cancellationToken);

    /// <summary>Version 0 is the current one, as in the original.</summary>
    private static Task<IResult> ShowVersionAsync(string id, string version, ApiCaller caller, ShowTemplates show, CancellationToken cancellationToken) =>
        ShowAsync(
            id,
            version.TrimStart('0') is "" ? null : int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : int.MaxValue,
            caller,
            show,
            cancellationToken);

    private static async Task<IResult> ShowAsync(string id, int? version, ApiCaller caller, ShowTemplates show, CancellationToken cancellationToken)
    {
        if (!UuidText.TryParse(id, out var templateId, out var storable))
        {
            return ApiResults.Problem(NotifyError.NotValid("id is not a valid UUID"));
        }

        if (!storable)
        {
            return ApiResults.Problem(NotifyError.NoSuchData);
        }

        return (await show.OneAsync(caller.ServiceId, templateId, version, cancellationToken)).TryGet(out var answer, out var refusal)
            ? Results.Json(answer, TemplatesJson.Default.TemplateAnswer, "application/json")
            : ApiResults.Problem(refusal);
    }

    private static async Task<IResult> PreviewAsync(
        string id, HttpRequest request, ApiCaller caller, PreviewTemplate preview, CancellationToken cancellationToken)
    {
        if (!(await ReadBodyAsync(request, cancellationToken)).TryGet(out var body, out var refusal))
        {
            return ApiResults.Problem(refusal);
        }

        var faults = new SchemaFaults();
        if (!UuidText.TryParse(id, out var templateId, out var storable))
        {
            faults.Add("id is not a valid UUID");
        }

        var values = ReadValues(body, faults);
        refusal = faults.Refusal ?? (storable ? null : NotifyError.NoSuchData);
        if (refusal is not null || !(await preview.HandleAsync(caller.ServiceId, templateId, values, cancellationToken)).TryGet(out var answer, out refusal))
        {
            return ApiResults.Problem(refusal);
        }

        return Results.Json(answer, TemplatesJson.Default.PreviewAnswer, "application/json");
    }

    /// <summary>Unlike a send's, the body may be left out.</summary>
    private static async Task<Result<JsonElement>> ReadBodyAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (!(await RequestBody.ReadBytesAsync(request, cancellationToken)).TryGet(out var bytes, out var refusal))
        {
            return refusal;
        }

        return bytes.IsEmpty ? default(JsonElement) : RequestBody.Parse(bytes);
    }

    /// <summary>All members but the one are ignored.</summary>
    private static Personalisation ReadValues(JsonElement body, SchemaFaults faults)
    {
        if (body.ValueKind is not (JsonValueKind.Object or JsonValueKind.Undefined) && !SchemaFaults.IsFalsy(body))
        {
            faults.Add($"{SchemaFaults.Print(body)} is not of type object");
        }

        if (body.ValueKind != JsonValueKind.Object || JsonStrings.Member(body, "personalisation") is not { } values)
        {
            return Personalisation.Empty;
        }

        if (values.ValueKind == JsonValueKind.Object)
        {
            return Personalisation.FromJson(values);
        }

        faults.Add($"personalisation {SchemaFaults.Print(values)} is not of type object");
        return Personalisation.Empty;
    }
}
