using System.Globalization;
using Notify.Data.Embedded;

namespace Notify.Server.Cli.Doctor;

/// <summary>Looks at the data folder.</summary>
internal static class DiskChecks
{
    private const long Little = 1024L * 1024 * 1024;

    public static Finding DataFolder(string folder)
    {
        try
        {
            if (!Directory.Exists(folder))
            {
                return Finding.Good("disk", $"{folder} is not there yet; it is made when it is needed");
            }

            Data.Embedded.DataFolder.Prepare(folder);
            var free = new DriveInfo(folder).AvailableFreeSpace;
            var found = string.Create(CultureInfo.InvariantCulture, $"{folder} is writable, {free / (1024.0 * 1024 * 1024):0.0} GiB free");
            return free < Little ? Finding.Warning("disk", found, "Make room: PostgreSQL stops when its disk is full") : Finding.Good("disk", found);
        }
        catch (EmbeddedPostgresException e)
        {
            return Finding.Bad("disk", $"{folder} cannot be used", e.Message);
        }
    }
}
