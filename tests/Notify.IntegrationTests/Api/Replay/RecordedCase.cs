using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Notify.IntegrationTests.Api.Replay;

/// <summary>A recorded request with the original's answer, and what goes before it.</summary>
internal sealed class RecordedCase(JsonNode recorded)
{
    private static readonly JsonSerializerOptions AsTyped = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public string Id => recorded["id"]!.GetValue<string>();

    public string Category => recorded["category"]!.GetValue<string>();

    public static IReadOnlyList<RecordedCase> Load(string file) =>
        [.. File.ReadLines(file).Where(line => line.Length > 0).Select(line => new RecordedCase(JsonNode.Parse(line)!))];

    /// <returns>The first difference between the answer and the recorded one, or null.</returns>
    public async Task<string?> PlayAsync(string baseUrl, string emailDomain, Symbols symbols)
    {
        symbols = symbols.Copy();
        foreach (var request in recorded["before"]?.AsArray() ?? [])
        {
            RawAnswer? last = null;
            for (var i = 0; i < (request!["times"]?.GetValue<int>() ?? 1); i++)
            {
                last = await SendAsync(baseUrl, request, symbols);
            }

            foreach (var (name, path) in request["capture"]?.AsObject() ?? [])
            {
                if (Dig(JsonNode.Parse(last!.Body), path!.GetValue<string>()) is not { } captured)
                {
                    return $"a request before the case answered {last.Status}, without {path}: {last.Text}";
                }

                symbols[name] = captured;
            }
        }

        var answer = await SendAsync(baseUrl, recorded["request"]!, symbols);
        var wanted = recorded["expect"]!;
        var status = wanted["status"]!.GetValue<int>();
        if (status >= 500 && answer.Status < 500)
        {
            return null;   // the original fell over here: any orderly answer will do
        }

        if (answer.Status != status)
        {
            return $"status: wanted {status}, got {answer.Status} with {answer.Text}";
        }

        var body = Body(answer, new Normaliser(baseUrl, emailDomain, symbols));
        foreach (var path in recorded["loose"]?.AsArray() ?? [])
        {
            Difference.Loosen(body, path!.GetValue<string>().Split('.'));
        }

        return Difference.First(wanted["body"], body) ?? (wanted["body"] is null ? null : MediaType(wanted["headers"]?["content-type"]?.GetValue<string>(), answer));
    }

    private static string? MediaType(string? wanted, RawAnswer answer)
    {
        var (want, got) = (Media(wanted), Media(answer.Headers.GetValueOrDefault("Content-Type")));
        return want == got || (want == "text/html" && got == "application/json") ? null : $"content-type: wanted {want}, got {got}";
    }

    private static string Media(string? header) => (header ?? "").Split(';')[0].Trim().ToLowerInvariant();

    private static JsonNode? Body(RawAnswer answer, Normaliser normaliser)
    {
        if (answer.Body.Length == 0)
        {
            return null;
        }

        try
        {
            return normaliser.Of(JsonNode.Parse(answer.Body));
        }
        catch (JsonException)
        {
            return new JsonObject { ["$text"] = normaliser.Of(answer.Text) };
        }
    }

    private static string? Dig(JsonNode? body, string path)
    {
        foreach (var part in path.Split('.'))
        {
            body = body is JsonArray ? body[int.Parse(part, System.Globalization.CultureInfo.InvariantCulture)] : body?[part];
        }

        return body?.ToString();
    }

    private static async Task<RawAnswer> SendAsync(string baseUrl, JsonNode request, Symbols symbols)
    {
        var headers = new Dictionary<string, string>(StringComparer.Ordinal);
        if (TokenRecipe.Authorization(request["auth"], symbols) is { } authorization)
        {
            headers["Authorization"] = authorization;
        }

        var body = Bytes(request, symbols);
        if (body is not null)
        {
            headers["Content-Type"] = "application/json";
        }

        foreach (var (name, value) in request["headers"]?.AsObject() ?? [])
        {
            headers.Remove(name);
            if (value is not null)
            {
                headers[name] = symbols.Fill(value.GetValue<string>());
            }
        }

        return await RawHttp.SendAsync(
            new Uri(baseUrl), request["method"]!.GetValue<string>(), symbols.Fill(request["path"]!.GetValue<string>()), headers, body);
    }

    private static byte[]? Bytes(JsonNode request, Symbols symbols)
    {
        if (request.AsObject().ContainsKey("body"))
        {
            return Encoding.UTF8.GetBytes(symbols.Fill(request["body"])?.ToJsonString(AsTyped) ?? "null");
        }

        if (request["raw"] is { } raw)
        {
            return Encoding.UTF8.GetBytes(symbols.Fill(raw.GetValue<string>()));
        }

        // Symbols stand in these bytes in ASCII, whatever the rest is.
        return request["raw_base64"] is { } base64
            ? Encoding.Latin1.GetBytes(symbols.Fill(Encoding.Latin1.GetString(Convert.FromBase64String(base64.GetValue<string>()))))
            : null;
    }
}
