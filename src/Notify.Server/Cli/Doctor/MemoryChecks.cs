namespace Notify.Server.Cli.Doctor;

/// <summary>What makes the program collect garbage more often than it needs to.</summary>
internal static class MemoryChecks
{
    /// <summary>Bytes, hexadecimal, that new objects may fill before a collection.</summary>
    public const string Variable = "DOTNET_GCgen0size";

    /// <summary>64 MiB: about what a processor of a server has as its largest cache, which is what the runtime goes by.</summary>
    public const string Enough = "0x4000000";

    private const string About = "memory";

    /// <param name="processor">Folder in which Linux describes its first processor.</param>
    /// <returns>A warning on a virtual machine that hides the caches: the runtime then takes them for tiny, and a third of the speed is lost.</returns>
    public static Finding Collections(string processor = "/sys/devices/system/cpu/cpu0", string? setting = null)
    {
        setting ??= Environment.GetEnvironmentVariable(Variable);
        if (!Directory.Exists(processor) || Directory.Exists(Path.Combine(processor, "cache", "index3")))
        {
            return Finding.Good(About, "garbage is collected as often as the processor's cache asks for");
        }

        return string.IsNullOrEmpty(setting)
            ? Finding.Warning(
                About, "this machine hides its processor's cache, so garbage is collected far too often", $"Set the environment variable {Variable} to {Enough} for serve: a third more messages each second")
            : Finding.Good(About, $"garbage is collected after {setting} bytes");
    }
}
