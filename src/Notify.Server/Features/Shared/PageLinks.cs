using System.Text.Json.Serialization;
using Notify.Server.Hosting;

namespace Notify.Server.Features.Shared;

/// <summary>Links of a page. Clients read <c>next</c> after every page that is not empty, the last one too.</summary>
internal sealed record PageLinks(string Current, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Next)
{
    public static string To(PublicUrl url, string path, IEnumerable<KeyValuePair<string, string>> parameters)
    {
        var query = string.Join('&', parameters.Select(parameter => $"{ApiQuery.Encode(parameter.Key)}={ApiQuery.Encode(parameter.Value)}"));
        return url.To(query.Length > 0 ? $"{path}?{query}" : path);
    }
}
