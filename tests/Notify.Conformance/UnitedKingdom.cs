using Notify.Core.Nations;

namespace Notify.Conformance;

/// <summary>The nation whose answers were recorded.</summary>
internal static class UnitedKingdom
{
    public const string Language = "en-GB";

    public static NationPack Pack { get; } = NationPack.Load(Folder(), "gb");

    // The packs lie in the working copy, above the program.
    private static string Folder()
    {
        var folder = AppContext.BaseDirectory;
        while (!Directory.Exists(Path.Combine(folder, "templates", "nations")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("No templates/nations above the program");
        }

        return Path.Combine(folder, "templates", "nations");
    }
}
