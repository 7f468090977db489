using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Notify.Core.Nations;

/// <summary>Reads the files of a pack, lays the pack over those it extends, and checks what can be checked without the world outside.</summary>
internal static class NationLoader
{
    /// <summary>Packs build on one another at most this deep.</summary>
    private const int MaxDepth = 8;

    private const string SharedFolder = "shared";

    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    public static NationPack Load(string nationsFolder, string code)
    {
        var folders = new List<string>();
        var merged = ReadMerged(nationsFolder, code.ToLowerInvariant(), folders);
        var file = Path.Combine(folders[^1], "nation.json");
        var pack = Deserialise(merged, NationJson.NationPack, file);
        folders.Insert(0, Path.Combine(nationsFolder, SharedFolder));
        Check(pack, file);
        try
        {
            return pack.WithData(ReadRates(pack.Rates, folders), Wording.Load(folders, pack.Languages));
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            throw new NationPackException($"{file}: {e.Message}", e);
        }
    }

    // Base packs first; folders come out in the same order.
    private static JsonObject ReadMerged(string nationsFolder, string code, List<string> folders)
    {
        var folder = Path.Combine(nationsFolder, code);
        if (code.Length == 0 || code.Any(c => !char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c != '-'))
        {
            throw new NationPackException($"'{code}' is not the code of a nation pack: letters, digits and hyphens, such as gb or ca-qc");
        }

        if (folders.Count >= MaxDepth || folders.Contains(folder))
        {
            throw new NationPackException($"{folder}: packs extend each other in a circle or more than {MaxDepth} deep");
        }

        folders.Add(folder);
        var file = Path.Combine(folder, "nation.json");
        var own = ReadObject(file);
        var faults = UnknownFields.Find(own, NationJson.NationPack).ToList();
        if (faults.Count > 0)
        {
            throw new NationPackException(string.Join('\n', faults.Select(pointer => $"{file}: unknown field {pointer}")));
        }

        if (own["extends"] is not JsonValue extends || !extends.TryGetValue<string>(out var parent))
        {
            return own;
        }

        var merged = ReadMerged(nationsFolder, parent.ToLowerInvariant(), folders);
        folders.Remove(folder);
        folders.Add(folder);
        JsonMerge.Into(merged, own);
        return merged;
    }

    private static JsonObject ReadObject(string file)
    {
        try
        {
            using var stream = File.OpenRead(file);
            return JsonNode.Parse(stream, documentOptions: Lenient) as JsonObject
                ?? throw new NationPackException($"{file}: must hold one object");
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new NationPackException($"{file}: {e.Message}", e);
        }
    }

    private static T Deserialise<T>(JsonNode node, JsonTypeInfo<T> type, string file)
    {
        try
        {
            return node.Deserialize(type) ?? throw new NationPackException($"{file}: is null");
        }
        catch (JsonException e)
        {
            throw new NationPackException($"{file}: {e.Path}: {e.Message}", e);
        }
    }

    private static InternationalRates ReadRates(string name, List<string> folders)
    {
        var file = FindData(name, folders);
        try
        {
            using var stream = File.OpenRead(file);
            return new InternationalRates(JsonSerializer.Deserialize(stream, NationJson.Rates) ?? []);
        }
        catch (Exception e) when (e is JsonException or IOException or ArgumentException)
        {
            throw new NationPackException($"{file}: {e.Message}", e);
        }
    }

    // The nearest pack wins; a name with a folder in it would leave the pack.
    private static string FindData(string name, List<string> folders)
    {
        if (Path.GetFileName(name) != name)
        {
            throw new NationPackException($"'{name}' must be a file name without a folder");
        }

        return folders.Select(folder => Path.Combine(folder, name)).LastOrDefault(File.Exists)
            ?? throw new NationPackException($"{Path.Combine(folders[^1], name)}: no such file, nor in {string.Join(", ", folders)}");
    }

    private static void Check(NationPack pack, string file)
    {
        if (pack.Languages.Count == 0)
        {
            throw new NationPackException($"{file}: /languages must name at least one language");
        }

        if (pack.DefaultLanguage.Length > 0 && pack.Languages.All(language => language.Tag != pack.DefaultLanguage))
        {
            throw new NationPackException($"{file}: /defaultLanguage must be the tag of one of /languages");
        }

        var faults = NationProvider.Faults(pack.Providers).Select(fault => $"{file}: {fault}").ToList();
        if (faults.Count > 0)
        {
            throw new NationPackException(string.Join('\n', faults));
        }
    }
}
