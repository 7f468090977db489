using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Notify.Core.Files;
using Notify.Core.Templates.Placeholders;
using Notify.Core.Templates.Typography;

namespace Notify.Core.Templates;

/// <summary>The values supplied for a template's placeholders. Immutable and thread-safe.</summary>
/// <remarks>Names are compared without spaces, underscores and hyphens and in lower case (<see cref="PlaceholderKey"/>); of equal
/// names the last value stands, even if it is null. A null value counts as missing, an empty text or list does not.</remarks>
public sealed class Personalisation
{
    private readonly KeyValuePair<string, PersonalisationValue?>[] _entries;
    private readonly Dictionary<string, PersonalisationValue?> _byKey;

    // Differs from the other only where a name holds a character that HTML escapes.
    private readonly Dictionary<string, PersonalisationValue?> _byHtmlKey;

    private Personalisation(KeyValuePair<string, PersonalisationValue?>[] entries)
    {
        _entries = entries;
        _byKey = new Dictionary<string, PersonalisationValue?>(entries.Length, StringComparer.Ordinal);
        var plain = true;
        foreach (var (name, value) in entries)
        {
            _byKey[PlaceholderKey.From(name)] = value;
            HasFiles |= value is PersonalisationValue.File;
            plain &= name.AsSpan().IndexOfAny('&', '<', '>') < 0;
        }

        _byHtmlKey = plain ? _byKey : ByHtmlKey(entries);
    }

    public static Personalisation Empty { get; } = new([]);

    /// <summary>Every name as supplied, in order, those that nothing asks for included.</summary>
    public IEnumerable<string> Names => _entries.Select(entry => entry.Key);

    /// <summary>Whether no name was supplied at all.</summary>
    public bool IsEmpty => _entries.Length == 0;

    /// <summary>Whether a value is a file that has not become a link yet.</summary>
    public bool HasFiles { get; }

    /// <summary>The files among the values, in order, those that nothing asks for included.</summary>
    public IEnumerable<FileObject> Files =>
        HasFiles ? _entries.Select(entry => entry.Value).OfType<PersonalisationValue.File>().Select(file => file.Object) : [];

    /// <summary>Takes the <c>personalisation</c> member of a request.</summary>
    /// <param name="json">An object with any names. Strings stand as they are, numbers in shortest round-trip form, booleans as
    /// <c>True</c> and <c>False</c>, nested objects and lists in Python's notation, as the original prints them; arrays become
    /// lists; null is missing; an object with a member <c>file</c> is a file (<see cref="Files"/>). Half a surrogate pair becomes U+FFFD.</param>
    /// <exception cref="ArgumentException">It is not an object: the caller has checked the schema.</exception>
    public static Personalisation FromJson(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            throw new ArgumentException("Personalisation is a JSON object", nameof(json));
        }

        var entries = new List<KeyValuePair<string, PersonalisationValue?>>();
        var hasFiles = false;
        foreach (var member in json.EnumerateObject())
        {
            entries.Add(new(JsonStrings.ReadName(member), Value(member.Value)));
            hasFiles |= entries[^1].Value is PersonalisationValue.File;
        }

        // A file under a name that comes again, spelled alike, is not in the request as the original reads it: it must not be uploaded.
        if (hasFiles)
        {
            entries = [.. entries.GroupBy(entry => entry.Key, StringComparer.Ordinal).Select(group => group.Last())];
        }

        return entries.Count == 0 ? Empty : new Personalisation([.. entries]);
    }

    /// <summary>Takes back what <see cref="ToJson"/> stored.</summary>
    /// <exception cref="JsonException">The bytes are no JSON.</exception>
    public static Personalisation FromJson(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8);
        using var document = JsonDocument.ParseValue(ref reader);
        return FromJson(document.RootElement);
    }

    /// <summary>Takes single texts, such as the cells of a row. Null is missing.</summary>
    public static Personalisation FromText(IEnumerable<KeyValuePair<string, string?>> values) =>
        new([.. values.Select(pair => new KeyValuePair<string, PersonalisationValue?>(
            pair.Key, pair.Value is null ? null : new PersonalisationValue.Text(Surrogates.Mend(pair.Value))))]);

    /// <summary>Takes texts and lists, such as the cells of a row whose heading comes more than once.</summary>
    /// <param name="values">A list of exactly one item is a list, not a text. Null lists are missing, null items are left out.</param>
    public static Personalisation FromLists(IEnumerable<KeyValuePair<string, IReadOnlyList<string?>?>> values) =>
        new([.. values.Select(pair => new KeyValuePair<string, PersonalisationValue?>(
            pair.Key, pair.Value is null ? null : PersonalisationValue.ItemsFrom(pair.Value)))]);

    /// <summary>These values and one more, which stands before an earlier one of the same name.</summary>
    public Personalisation With(string name, string? value) =>
        new([.. _entries, new(name, value is null ? null : new PersonalisationValue.Text(Surrogates.Mend(value)))]);

    /// <summary>These values with a link in the place of each file.</summary>
    /// <param name="links">One for each of <see cref="Files"/>, in their order.</param>
    /// <exception cref="ArgumentException">There are more or fewer links than files.</exception>
    public Personalisation WithFileLinks(IReadOnlyList<string> links)
    {
        ArgumentNullException.ThrowIfNull(links);
        var used = 0;
        var entries = _entries.ToArray();
        for (var i = 0; i < entries.Length; i++)
        {
            if (entries[i].Value is PersonalisationValue.File)
            {
                entries[i] = new(entries[i].Key, new PersonalisationValue.Text(used < links.Count ? links[used] : "", IsTyped: false));
                used++;
            }
        }

        return used == links.Count ? new Personalisation(entries) : throw new ArgumentException($"{links.Count} links for {used} files", nameof(links));
    }

    /// <summary>These values with a short text in the place of each file: enough to see whether a message is empty without printing megabytes.</summary>
    public Personalisation WithFilesMarked() => HasFiles ? WithFileLinks([.. Files.Select(_ => "file")]) : this;

    /// <summary>Sanitises the values of some names: bare domains are broken up, other addresses go, and marks of the markup get a backslash.</summary>
    /// <param name="names">As in the request; those that name nothing are ignored.</param>
    /// <param name="changed">The texts that changed, by the name under which they were supplied.</param>
    /// <returns>What is to be stored, rendered and sent. Items of lists are sanitised, too, but not told of; numbers, files and the like stay.</returns>
    public Personalisation Sanitise(IEnumerable<string> names, out IReadOnlyDictionary<string, SanitisedValue> changed)
    {
        var keys = names.Select(name => PlaceholderKey.From(name)).ToHashSet(StringComparer.Ordinal);
        var told = new Dictionary<string, SanitisedValue>(StringComparer.Ordinal);
        var entries = _entries.Select(entry => !keys.Contains(PlaceholderKey.From(entry.Key)) ? entry : new(entry.Key, SanitiseOne(entry.Key, entry.Value, told))).ToArray();
        changed = told;
        return new Personalisation(entries);
    }

    /// <summary>The stored form: a JSON object in UTF-8 with texts, lists of texts and nulls. U+0000 is escaped, so the bytes hold no zero.</summary>
    public byte[] ToJson()
    {
        var bytes = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(bytes))
        {
            writer.WriteStartObject();
            foreach (var (name, value) in _entries)
            {
                writer.WritePropertyName(name);
                Write(writer, value);
            }

            writer.WriteEndObject();
        }

        return bytes.WrittenSpan.ToArray();
    }

    /// <returns>Whether there is a value, null not counting as one.</returns>
    public bool Has(string name) => TryFind(PlaceholderKey.From(name), html: false, out _);

    /// <summary>Prints names only: values are personal and must not reach a log.</summary>
    public override string ToString() => $"[personalisation: {_entries.Length} values]";

    internal bool TryFind(string key, bool html, [NotNullWhen(true)] out PersonalisationValue? value) =>
        (html ? _byHtmlKey : _byKey).TryGetValue(key, out value) && value is not null;

    private static Dictionary<string, PersonalisationValue?> ByHtmlKey(KeyValuePair<string, PersonalisationValue?>[] entries)
    {
        var byKey = new Dictionary<string, PersonalisationValue?>(entries.Length, StringComparer.Ordinal);
        foreach (var (name, value) in entries)
        {
            byKey[PlaceholderKey.From(HtmlText.Escape(name))] = value;
        }

        return byKey;
    }

    private static PersonalisationValue? SanitiseOne(string name, PersonalisationValue? value, Dictionary<string, SanitisedValue> told)
    {
        switch (value)
        {
            case PersonalisationValue.Text { IsTyped: true } text when ValueSanitiser.Sanitise(text.Value) is var sanitised && sanitised != text.Value:
                told[name] = new SanitisedValue(text.Value, sanitised);
                return new PersonalisationValue.Text(sanitised);
            case PersonalisationValue.List list:
                return PersonalisationValue.ItemsFrom(list.Items.Select(ValueSanitiser.Sanitise));
            default:
                return value;
        }
    }

    private static PersonalisationValue? Value(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.Object when FileObject.Is(json) => new PersonalisationValue.File(FileObject.From(json)),
        JsonValueKind.Array => PersonalisationValue.ItemsFrom(json.EnumerateArray().Select(PythonText.From)),
        _ => new PersonalisationValue.Text(Surrogates.Mend(PythonText.From(json) ?? ""), IsTyped: json.ValueKind == JsonValueKind.String),
    };

    private static void Write(Utf8JsonWriter writer, PersonalisationValue? value)
    {
        switch (value)
        {
            case PersonalisationValue.Text text:
                writer.WriteStringValue(text.Value);
                break;
            case PersonalisationValue.File file:
                writer.WriteStringValue(file.Object.Print());
                break;
            case PersonalisationValue.List list:
                writer.WriteStartArray();
                foreach (var item in list.Items)
                {
                    writer.WriteStringValue(item);
                }

                writer.WriteEndArray();
                break;
            default:
                writer.WriteNullValue();
                break;
        }
    }
}

/// <summary>A value before and after <see cref="Personalisation.Sanitise"/>.</summary>
public sealed record SanitisedValue(string Unsanitised, string Sanitised)
{
    /// <summary>Prints nothing of either: values are personal and must not reach a log.</summary>
    public override string ToString() => "[sanitised value]";
}
