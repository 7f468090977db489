namespace Notify.Providers;

/// <summary>A secret that settings give directly or, better, as a file.</summary>
public static class SecretFile
{
    /// <param name="value">The secret itself; used when it is not empty.</param>
    /// <param name="file">Path of a file whose first line is the secret; empty: none.</param>
    /// <returns>Empty when neither is given.</returns>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static string Read(string value, string file)
    {
        ArgumentNullException.ThrowIfNull(value);
        ArgumentNullException.ThrowIfNull(file);
        return value.Length > 0 || file.Length == 0 ? value : File.ReadLines(file).FirstOrDefault("").Trim();
    }
}
