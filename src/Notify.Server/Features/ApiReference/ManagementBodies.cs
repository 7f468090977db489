using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Notify.Server.Features.ApiReference;

[RequestBody]
[Description("Where to tell the service's program, and how it knows us.")]
internal sealed record SetCallbackBody
{
    [Description("An https address on the public internet.")]
    public required string Url { get; init; }

    [JsonPropertyName("bearer_token"), Description("Sent as `Authorization: Bearer`; at least 10 visible ASCII characters. Never shown again.")]
    public required string BearerToken { get; init; }
}

[RequestBody]
[Description("Which callbacks to send again.")]
internal sealed record ReplayCallbacksBody
{
    [Description("ISO 8601; what came to pass from then on. Without it: the last 24 hours.")]
    public string? Since { get; init; }

    [JsonPropertyName("only_failed"), Description("Only those that were given up; true unless said otherwise.")]
    public bool? OnlyFailed { get; init; }

    [Description("Only of this notification, received text or complaint, failed or not and however old.")]
    public string? Id { get; init; }
}

[RequestBody]
[Description("Whom not to write to.")]
internal sealed record AddSuppressionBody
{
    [Description("An e-mail address or a phone number.")]
    public required string Recipient { get; init; }
}
