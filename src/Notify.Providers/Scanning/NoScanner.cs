namespace Notify.Providers.Scanning;

/// <summary>Stands in where no scanner is set up.</summary>
/// <param name="allowUnscanned">Whether the operator knowingly takes files that nobody looked at.</param>
public sealed class NoScanner(bool allowUnscanned) : IVirusScanner
{
    /// <inheritdoc/>
    public Task<ScanVerdict> ScanAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        Task.FromResult<ScanVerdict>(allowUnscanned ? new ScanVerdict.Clean() : new ScanVerdict.NotSetUp());
}
