using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Notify.Core.Templates.Placeholders;

/// <summary>Reads JSON strings that .NET refuses: an escaped half of a surrogate pair becomes U+FFFD instead of an exception.</summary>
internal static class JsonStrings
{
    public static string Read(JsonElement value)
    {
        try
        {
            return value.GetString() ?? "";
        }
        catch (InvalidOperationException)
        {
            return Unescape(value.GetRawText().AsSpan()[1..^1]);
        }
    }

    /// <returns>A member of an object, the last of that name; null when there is none. Unlike .NET's own look-up it bears a lone half
    /// of a surrogate pair in the name of another member.</returns>
    public static JsonElement? Member(JsonElement json, string name)
    {
        try
        {
            return json.TryGetProperty(name, out var value) ? value : null;
        }
        catch (InvalidOperationException) when (json.ValueKind == JsonValueKind.Object)
        {
            JsonElement? found = null;
            foreach (var member in json.EnumerateObject())
            {
                found = ReadName(member) == name ? member.Value : found;
            }

            return found;
        }
    }

    public static string ReadName(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            var raw = member.ToString();
            var end = 1;
            while (raw[end] != '"')
            {
                end += raw[end] == '\\' ? 2 : 1;
            }

            return Unescape(raw.AsSpan(1, end - 1));
        }
    }

    private static string Unescape(ReadOnlySpan<char> raw)
    {
        var text = new StringBuilder(raw.Length);
        for (var i = 0; i < raw.Length; i++)
        {
            if (raw[i] != '\\')
            {
                text.Append(raw[i]);
                continue;
            }

            i++;
            if (raw[i] == 'u')
            {
                text.Append((char)ushort.Parse(raw.Slice(i + 1, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
                i += 4;
            }
            else
            {
                text.Append(raw[i] switch { 'n' => '\n', 'r' => '\r', 't' => '\t', 'b' => '\b', 'f' => '\f', var other => other });
            }
        }

        return Surrogates.Mend(text.ToString());
    }
}
