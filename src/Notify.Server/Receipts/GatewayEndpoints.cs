using System.Text;
using Notify.Data.Receipts;
using Notify.Providers.Sms.HttpGateway;

namespace Notify.Server.Receipts;

/// <summary>What carriers with a gateway file call: <c>/receipts/NAME</c> and <c>/receipts/NAME/inbound</c>.</summary>
internal sealed partial class GatewayEndpoints(Gateways gateways, ReceiptIntake intake, InboundTexts inbound, ReceiptMetrics metrics, ILogger<GatewayEndpoints> logger)
{
    /// <summary>Room for a thousand receipts in one request.</summary>
    private const int MaxBody = 1024 * 1024;

    private static readonly string[] Methods = ["POST", "PUT", "GET"];

    public static void Map(IEndpointRouteBuilder app, Gateways gateways)
    {
        foreach (var gateway in gateways.All)
        {
            var name = gateway.Definition.Name;
            if (gateway.Definition.Receipts is not null)
            {
                app.MapMethods(gateway.ReceiptPath, Methods, (HttpContext context, GatewayEndpoints endpoints) => endpoints.ReceiptsAsync(context, name));
            }

            if (gateway.Definition.Inbound is not null)
            {
                app.MapMethods($"{gateway.ReceiptPath}/inbound", Methods, (HttpContext context, GatewayEndpoints endpoints) => endpoints.InboundAsync(context, name));
            }
        }
    }

    private async Task<IResult> ReceiptsAsync(HttpContext context, string name)
    {
        var (gateway, message, refusal) = await ReadAsync(context, name);
        if (message is null)
        {
            return refusal!;
        }

        if (GatewayReceipts.Read(gateway.Definition, message) is not { } receipts)
        {
            return NotUnderstood(name);
        }

        var verdicts = await intake.TakeAsync(receipts, context.RequestAborted);
        return verdicts.Contains(ReceiptVerdict.Busy) ? ProviderRequest.Busy(context) : Answer(gateway.Definition.Receipts!.Answer);
    }

    private async Task<IResult> InboundAsync(HttpContext context, string name)
    {
        var (gateway, message, refusal) = await ReadAsync(context, name);
        if (message is null)
        {
            return refusal!;
        }

        if (GatewayReceipts.ReadInbound(gateway.Definition, message) is not { } texts)
        {
            return NotUnderstood(name);
        }

        foreach (var text in texts)
        {
            await inbound.TakeAsync(text, context.RequestAborted);
        }

        return Answer(gateway.Definition.Inbound!.Answer);
    }

    /// <summary>Reads a request and looks at all its proofs before anything in it is believed.</summary>
    private async Task<(Gateway Gateway, GatewayMessage? Message, IResult? Refusal)> ReadAsync(HttpContext context, string name)
    {
        var gateway = gateways.Find(name)!;
        if (await ProviderRequest.ReadAsync(context, MaxBody) is not { } request)
        {
            metrics.Refused(name, "size");
            return (gateway, null, Results.StatusCode(StatusCodes.Status413PayloadTooLarge));
        }

        string? Query(string key) => context.Request.Query.TryGetValue(key, out var values) ? values[0] : null;
        string? Header(string key) => context.Request.Headers.TryGetValue(key, out var values) ? values[0] : null;
        var proven = new GatewayRequest(request.Body, Header, Query, context.Connection.RemoteIpAddress);
        if (!gateway.Definition.Proofs.All(proof => proof.Holds(proven, gateway.Options.Proving)))
        {
            metrics.Refused(name, "signature");
            NotBelieved(name);
            return (gateway, null, Results.StatusCode(StatusCodes.Status403Forbidden));
        }

        var form = context.Request.HasFormContentType ? ProviderRequest.Form(request.Text) : [];
        var body = Encoding.UTF8.GetString(request.Body);
        return (gateway, new GatewayMessage(body, Header, Query, key => form?.Where(field => field.Key == key).Select(field => field.Value).FirstOrDefault()), null);
    }

    private IResult NotUnderstood(string name)
    {
        metrics.Refused(name, "body");
        CannotRead(name);
        return Results.StatusCode(StatusCodes.Status400BadRequest);
    }

    private static IResult Answer(GatewayAnswer answer) => Results.Text(answer.Body, answer.ContentType, Encoding.UTF8, answer.Status);

    [LoggerMessage(3030, LogLevel.Warning, "A request to the address of gateway {Gateway} did not prove that it is the carrier's")]
    private partial void NotBelieved(string gateway);

    [LoggerMessage(3031, LogLevel.Warning, "A request from gateway {Gateway} is not what its file describes")]
    private partial void CannotRead(string gateway);
}
