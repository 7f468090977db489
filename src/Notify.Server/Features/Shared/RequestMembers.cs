using Notify.Core.Errors;
using Notify.Server.Features.Notifications;

namespace Notify.Server.Features.Shared;

/// <summary>Reads a request's body as one JSON object.</summary>
internal static class RequestMembers
{
    /// <returns>Its members, or the refusal of a body that is no JSON, or no object.</returns>
    public static async Task<Result<BodyMembers>> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (!(await RequestBody.ReadAsync(request, cancellationToken)).TryGet(out var body, out var refusal))
        {
            return refusal;
        }

        var members = new BodyMembers(body);
        return members.IsObject ? members : BodyMembers.NotAnObject(body);
    }
}
