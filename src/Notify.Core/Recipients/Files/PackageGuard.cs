using System.IO.Compression;

namespace Notify.Core.Recipients.Files;

/// <summary>Looks through the zip package of a spreadsheet before anything reads it: a file of some kilobytes can unpack to terabytes.</summary>
internal static class PackageGuard
{
    /// <summary>Unpacks everything to nowhere and counts, since the sizes a package states may be lies.</summary>
    /// <exception cref="UnreadableFileException">Too big once unpacked, or damaged.</exception>
    public static void Check(ZipArchive package)
    {
        if (package.Entries.Count > FileLimits.MaxParts)
        {
            throw new UnreadableFileException(FileFault.TooBig);
        }

        var left = FileLimits.MaxUnpackedBytes;
        var block = new byte[64 * 1024];
        foreach (var part in package.Entries.Where(part => IsRead(part.FullName)))
        {
            using var stream = part.Open();
            int length;
            while ((length = stream.Read(block)) > 0)
            {
                left -= length;
                if (left < 0)
                {
                    throw new UnreadableFileException(FileFault.TooBig);
                }
            }
        }
    }

    // Pictures, macros and the like are never unpacked.
    private static bool IsRead(string name) =>
        name.EndsWith(".xml", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".rels", StringComparison.OrdinalIgnoreCase)
        || name.EndsWith(".bin", StringComparison.OrdinalIgnoreCase);
}
