using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Notify.Core.Nations;

/// <summary>What the product says to people, by language: whole sentences under a key, with named placeholders, nothing glued.</summary>
/// <remarks>A key is looked up in the language, its parents (<c>en-GB</c>, then <c>en</c>) and English; nearer packs win over those
/// they extend, and those over the shared folder.</remarks>
public sealed class Wording
{
    private const string Fallback = "en";

    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    private readonly FrozenDictionary<string, FrozenDictionary<string, string>> _languages;
    private readonly FrozenDictionary<string, string> _parents;

    private Wording(Dictionary<string, Dictionary<string, string>> languages, Dictionary<string, string> parents)
    {
        _languages = languages.ToFrozenDictionary(
            pair => pair.Key, pair => pair.Value.ToFrozenDictionary(StringComparer.Ordinal), StringComparer.OrdinalIgnoreCase);
        _parents = parents.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>A sentence.</summary>
    /// <param name="language">BCP 47 tag.</param>
    /// <param name="key">Such as <c>recipients.missing</c>.</param>
    /// <param name="values">Name and value of each placeholder; values go in as they are, so a page escapes the result.</param>
    /// <returns>The key itself when no language knows it: visible, but no failure in the middle of a page.</returns>
    public string Text(string language, string key, params ReadOnlySpan<(string Name, object Value)> values) =>
        Fill(language, Find(language, key, out _) ?? key, values);

    /// <summary>A sentence that depends on a number, which is its placeholder <c>{count}</c>, too.</summary>
    public string Count(string language, string key, long count, params ReadOnlySpan<(string Name, object Value)> values)
    {
        var category = PluralRules.Category(language, count);
        var text = Find(language, $"{key}|{category}", out var found);
        if (text is null || PluralRules.Language(found) != PluralRules.Language(language))
        {
            // Another language's sentence takes that language's form.
            text = Find(language, $"{key}|other", out found) ?? key;
            text = Find(found, $"{key}|{PluralRules.Category(found, count)}", out _) ?? text;
        }

        return Fill(language, text, [("count", count), .. values]);
    }

    internal static Wording Load(IEnumerable<string> folders, IReadOnlyList<NationLanguage> nation)
    {
        var languages = new Dictionary<string, Dictionary<string, string>>(StringComparer.OrdinalIgnoreCase);
        foreach (var file in folders.Select(folder => Path.Combine(folder, "wording")).Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal)))
        {
            var tag = Path.GetFileNameWithoutExtension(file);
            if (!languages.TryGetValue(tag, out var texts))
            {
                languages.Add(tag, texts = new(StringComparer.Ordinal));
            }

            Read(file, texts);
        }

        return new(languages, nation.Where(language => language.Parent is not null).ToDictionary(language => language.Tag, language => language.Parent!));
    }

    private static void Read(string file, Dictionary<string, string> texts)
    {
        try
        {
            using var stream = File.OpenRead(file);
            foreach (var (key, value) in JsonNode.Parse(stream, documentOptions: Lenient)!.AsObject())
            {
                if (value is JsonObject plural)
                {
                    foreach (var (category, text) in plural)
                    {
                        texts[$"{key}|{category}"] = text!.GetValue<string>();
                    }
                }
                else
                {
                    texts[key] = value!.GetValue<string>();
                }
            }
        }
        catch (Exception e) when (e is JsonException or IOException or InvalidOperationException or NullReferenceException)
        {
            throw new NationPackException($"{file}: must hold one object of texts and plural objects: {e.Message}", e);
        }
    }

    private string? Find(string language, string key, out string found)
    {
        for (found = language; found.Length > 0; found = Parent(found))
        {
            if (_languages.TryGetValue(found, out var texts) && texts.TryGetValue(key, out var text))
            {
                return text;
            }
        }

        found = Fallback;
        return _languages.GetValueOrDefault(Fallback)?.GetValueOrDefault(key);
    }

    private string Parent(string tag) =>
        _parents.TryGetValue(tag, out var parent) && parent != tag ? parent
        : tag.LastIndexOf('-') is > 0 and var hyphen ? tag[..hyphen]
        : "";

    private static string Fill(string language, string text, ReadOnlySpan<(string Name, object Value)> values)
    {
        if (values.IsEmpty || !text.Contains('{', StringComparison.Ordinal))
        {
            return text;
        }

        // One pass, so that a value with braces in it is left alone.
        var result = new StringBuilder(text.Length + 32);
        var at = 0;
        while (at < text.Length)
        {
            var open = text.IndexOf('{', at);
            var close = open < 0 ? -1 : text.IndexOf('}', open);
            if (close < 0)
            {
                break;
            }

            result.Append(text, at, open - at).Append(Value(language, text, open, close, values));
            at = close + 1;
        }

        return result.Append(text, at, text.Length - at).ToString();
    }

    private static string Value(string language, string text, int open, int close, ReadOnlySpan<(string Name, object Value)> values)
    {
        var name = text.AsSpan(open + 1, close - open - 1);
        foreach (var (candidate, value) in values)
        {
            if (name.SequenceEqual(candidate))
            {
                // Grouped by the culture of the language: 100,000 and 100 000.
                return value is int or long
                    ? ((IFormattable)value).ToString("N0", CultureInfo.GetCultureInfo(language))
                    : Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
            }
        }

        return text[open..(close + 1)];
    }
}
