using System.Globalization;
using DbUp.Engine;

namespace Notify.Data.Migrations;

/// <summary>The numbered <c>.sql</c> files of this folder, as they are embedded in the program.</summary>
public static class MigrationScripts
{
    private const string Folder = "Notify.Data.Migrations.";

    internal static IReadOnlyList<SqlScript> All { get; } = Load();

    /// <summary>Number of the newest migration that this program knows.</summary>
    public static int Newest { get; } = Number(All[^1].Name);

    /// <summary>The number that a migration's file name begins with.</summary>
    public static int Number(string fileName) => int.Parse(fileName.AsSpan(0, 4), CultureInfo.InvariantCulture);

    private static List<SqlScript> Load()
    {
        var assembly = typeof(MigrationScripts).Assembly;
        return [.. assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Folder, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name => SqlScript.FromStream(name[Folder.Length..], assembly.GetManifestResourceStream(name)!))];
    }
}
