using Notify.Core.Nations;

namespace Notify.UnitTests.Nations;

/// <summary>The packs of the working copy, each read once.</summary>
internal static class Packs
{
    public static string Folder { get; } = Path.Combine(Root(), "templates", "nations");

    public static NationPack Gb { get; } = NationPack.Load(Folder, "gb");

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Notify.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("No Notify.sln above the tests");
        }

        return folder;
    }
}
