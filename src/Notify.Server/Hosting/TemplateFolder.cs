namespace Notify.Server.Hosting;

/// <summary>Where envelopes and nation packs lie: beside the program, where build and publish copy them, or where the settings say.</summary>
public static class TemplateFolder
{
    /// <exception cref="RefusedException">The folder that the settings name is not there.</exception>
    public static string Find(IConfiguration configuration)
    {
        var folder = configuration["Notify:Templates"] ?? Path.Combine(AppContext.BaseDirectory, "templates");
        return Directory.Exists(Path.Combine(folder, "nations"))
            ? folder
            : throw new RefusedException($"There is no folder {Path.Combine(folder, "nations")}: Notify:Templates must name a folder with envelopes and nations in it");
    }
}
