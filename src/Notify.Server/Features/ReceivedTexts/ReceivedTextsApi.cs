using System.Text.Json.Serialization;
using Notify.Core.Errors;
using Notify.Core.ReceivedTexts;
using Notify.Core.Services;
using Notify.Data.ReceivedTexts;
using Notify.Server.Features.ApiKeys;
using Notify.Server.Features.ApiReference;
using Notify.Server.Features.Notifications;
using Notify.Server.Features.Shared;
using Notify.Server.Hosting;

namespace Notify.Server.Features.ReceivedTexts;

/// <summary>The route of API v2 for texts that people sent to a service.</summary>
internal static class ReceivedTextsApi
{
    private const int PageSize = 250;
    private const string Path = "/v2/received-text-messages";

    private static ApiDoc Docs { get; } = new()
    {
        Tag = "Received texts",
        Summary = "List texts that people sent to the service",
        Description = "Newest first, 250 a page. While a page is not empty, `links.next` leads to the one after it.",
        Query = [new("older_than", "UUID of a received text: those before it.", Format: "uuid")],
        Success = new(200, "A page", typeof(ReceivedTextsAnswer),
            """{"links":{"current":"https://notify.example.gov/v2/received-text-messages","next":"https://notify.example.gov/v2/received-text-messages?older_than=0199d5ac-4a00-7b3c-9d3e-2f6a1b2c3d4e"},"received_text_messages":[{"content":"Yes","created_at":"2026-11-24T10:30:31.142535Z","id":"0199d5ac-4a00-7b3c-9d3e-2f6a1b2c3d4e","notify_number":"07700900600","service_id":"26785a09-ab16-4eb0-8407-a37497a57506","user_number":"447700900123"}]}"""),
        Refusals = [new(400, NotifyError.Validation, "older_than is not a valid UUID")],
    };

    public static void MapReceivedTexts(this RouteGroupBuilder v2) =>
        v2.MapRead("/received-text-messages", ListAsync).WithName("ListReceivedTexts").WithMetadata(Docs);

    private static async Task<IResult> ListAsync(
        HttpRequest request, ApiCaller caller, ReceivedTextStore texts, PublicUrl url, CancellationToken cancellationToken)
    {
        var query = ApiQuery.Of(request);
        var faults = new SchemaFaults();
        Guid? olderThan = null;
        if (query.First("older_than") is { } older)
        {
            if (UuidText.TryParse(older, out var id, out var storable))
            {
                olderThan = storable ? id : Guid.Empty;
            }
            else
            {
                faults.Add("older_than is not a valid UUID");
            }
        }

        faults.AddUnexpected(query.Parameters.Select(parameter => parameter.Key).Where(name => name != "older_than"));
        if (faults.Refusal is { } refusal)
        {
            return ApiResults.Problem(refusal);
        }

        // The link to the page itself never has a query, as in the original.
        var page = await texts.ListAsync(caller.ServiceId, olderThan, PageSize, cancellationToken);
        var next = page.Count == 0 ? null : PageLinks.To(url, Path, [new("older_than", page[^1].Id.ToString())]);
        return Results.Json(
            new ReceivedTextsAnswer(new PageLinks(url.To(Path), next), [.. page.Select(Answer)]),
            ReceivedTextsJson.Default.ReceivedTextsAnswer,
            "application/json");
    }

    private static ReceivedTextAnswer Answer(ReceivedText text) =>
        new(text.Content, WireTime.Of(text.CreatedAt), text.Id, text.NotifyNumber, text.ServiceId, text.UserNumber);
}

/// <summary>A page of received texts, newest first.</summary>
internal sealed record ReceivedTextsAnswer(PageLinks Links, IReadOnlyList<ReceivedTextAnswer> ReceivedTextMessages);

/// <param name="NotifyNumber">The service's number, in national form.</param>
/// <param name="UserNumber">Digits with country code, or the sender as given when it is no number.</param>
internal sealed record ReceivedTextAnswer(string Content, string CreatedAt, Guid Id, string NotifyNumber, Guid ServiceId, string UserNumber);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ReceivedTextsAnswer))]
internal sealed partial class ReceivedTextsJson : JsonSerializerContext;
