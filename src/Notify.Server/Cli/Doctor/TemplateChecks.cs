using Notify.Server.Hosting;

namespace Notify.Server.Cli.Doctor;

/// <summary>Looks at the nation pack.</summary>
internal static class TemplateChecks
{
    public static Finding Nation(IConfiguration configuration)
    {
        try
        {
            var nation = CoreSetup.Nation(configuration, TemplateFolder.Find(configuration));
            return Finding.Good("nation", $"{nation.Code}, in {nation.DefaultLanguage}");
        }
        catch (RefusedException e)
        {
            return Finding.Bad("nation", "the pack cannot be used", e.Message);
        }
    }
}
