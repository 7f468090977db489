namespace Notify.Providers.Scanning;

/// <summary>Looks for viruses in files before they are stored.</summary>
public interface IVirusScanner
{
    /// <returns>Never <see cref="ScanVerdict.Clean"/> unless the scanner said so.</returns>
    Task<ScanVerdict> ScanAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken);
}

/// <summary>What a scan came to.</summary>
public abstract record ScanVerdict
{
    private ScanVerdict()
    {
    }

    /// <summary>Nothing was found, or the operator knowingly does without scanning.</summary>
    public sealed record Clean : ScanVerdict;

    /// <param name="Name">What the scanner calls it.</param>
    public sealed record Infected(string Name) : ScanVerdict;

    /// <summary>The scanner did not answer, or answered with an error; later it may.</summary>
    /// <param name="Reason">For the operator.</param>
    public sealed record Unavailable(string Reason) : ScanVerdict;

    /// <summary>There is no scanner, and nobody said that files may go unscanned.</summary>
    public sealed record NotSetUp : ScanVerdict;
}
