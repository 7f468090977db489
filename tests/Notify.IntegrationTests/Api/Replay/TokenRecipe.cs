using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Notify.IntegrationTests.Api.Replay;

/// <summary>Makes the token of a recorded request: a valid one, or one that departs from that in named ways.</summary>
internal static class TokenRecipe
{
    public static string? Authorization(JsonNode? auth, Symbols symbols)
    {
        if (auth is null)
        {
            return null;
        }

        var recipe = auth as JsonObject ?? new JsonObject { ["key"] = auth.GetValue<string>() };
        return recipe["value"] is { } value
            ? symbols.Fill(value.GetValue<string>())
            : (recipe["scheme"]?.GetValue<string>() ?? "Bearer ") + Token(recipe, symbols) + recipe["tail"]?.GetValue<string>();
    }

    private static string Token(JsonObject recipe, Symbols symbols)
    {
        var key = symbols[recipe["key"]!.GetValue<string>()];
        var secret = symbols.Fill(recipe["secret"]?.GetValue<string>() ?? key[^36..]);
        var header = symbols.Fill(recipe["header"]) ?? new JsonObject { ["typ"] = "JWT", ["alg"] = "HS256" };
        var claims = symbols.Fill(recipe["claims"] ?? UsualClaims(recipe, key));
        var claimsText = claims is JsonValue text && text.TryGetValue<string>(out var raw) ? raw : claims!.ToJsonString();
        var head = $"{Base64(Encoding.UTF8.GetBytes(header.ToJsonString()))}.{Base64(Encoding.UTF8.GetBytes(claimsText))}";
        var signature = Sign(recipe["sign"]?.GetValue<string>() ?? "HS256", Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(head));
        var token = $"{head}.{signature}";
        return recipe["parts"] is { } parts ? string.Join('.', token.Split('.').Take(parts.GetValue<int>())) : token;
    }

    private static JsonObject UsualClaims(JsonObject recipe, string key)
    {
        var claims = new JsonObject { ["iss"] = key[^73..^37], ["iat"] = new JsonObject { ["$now"] = 0 } };
        foreach (var (name, value) in recipe["extra_claims"]?.AsObject() ?? [])
        {
            claims[name] = value?.DeepClone();
        }

        foreach (var name in recipe["without"]?.AsArray() ?? [])
        {
            claims.Remove(name!.GetValue<string>());
        }

        return claims;
    }

    private static string Sign(string algorithm, byte[] secret, byte[] head) => algorithm switch
    {
        "HS256" => Base64(HMACSHA256.HashData(secret, head)),
        "HS384" => Base64(HMACSHA384.HashData(secret, head)),
        "HS512" => Base64(HMACSHA512.HashData(secret, head)),
        "none" => "",
        "garbage" => "AAAA",
        _ => throw new ArgumentOutOfRangeException(nameof(algorithm), algorithm, "No such signature"),
    };

    private static string Base64(byte[] bytes) => Base64Url.EncodeToString(bytes);
}
