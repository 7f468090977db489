using System.Globalization;
using System.Net;
using System.Text;

namespace Notify.Server.Features.Shared;

/// <summary>A query string as the API reads it: names compared to the letter, repeated names kept, in the order they came.</summary>
/// <remarks>ASP.NET's own collection ignores the case of names and forgets their order, which answers repeat.</remarks>
internal sealed class ApiQuery
{
    private ApiQuery(IReadOnlyList<KeyValuePair<string, string>> parameters) => Parameters = parameters;

    public IReadOnlyList<KeyValuePair<string, string>> Parameters { get; }

    public static ApiQuery Of(HttpRequest request)
    {
        var parameters = new List<KeyValuePair<string, string>>();
        foreach (var part in (request.QueryString.Value ?? "").TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            parameters.Add(equals < 0 ? new(Decode(part), "") : new(Decode(part[..equals]), Decode(part[(equals + 1)..])));
        }

        return new ApiQuery(parameters);
    }

    /// <returns>The first value of a name, or null when it does not stand there.</returns>
    public string? First(string name) => All(name).FirstOrDefault();

    public IEnumerable<string> All(string name) => Parameters.Where(parameter => parameter.Key == name).Select(parameter => parameter.Value);

    /// <summary>Writes a value as the original's links do: a space is a plus, and more characters stand as they are than .NET leaves.</summary>
    public static string Encode(string value)
    {
        const string Kept = "-._~!$'()*,/:;?@";
        var text = new StringBuilder(value.Length);
        foreach (var b in Encoding.UTF8.GetBytes(value))
        {
            var c = (char)b;
            _ = c == ' ' ? text.Append('+')
                : char.IsAsciiLetterOrDigit(c) || Kept.Contains(c, StringComparison.Ordinal) ? text.Append(c)
                : text.Append('%').Append(b.ToString("X2", CultureInfo.InvariantCulture));
        }

        return text.ToString();
    }

    /// <summary>Bytes that are no UTF-8 become U+FFFD; a percent sign without two digits stands for itself.</summary>
    private static string Decode(string text) => WebUtility.UrlDecode(text);
}
