using Notify.Core.Errors;
using Notify.Core.Uploads;
using Notify.Data.Uploads;

namespace Notify.Server.Features.Uploads;

/// <summary>The rows of an upload, looked at one after the other: the good ones packed for storing, of the bad ones the first few kept.</summary>
internal sealed class CheckedRows(UploadChunkWriter good, int maxBadRows) : IDisposable
{
    private readonly List<BadRow> _bad = [];

    public UploadChunkWriter Good => good;

    public IReadOnlyList<BadRow> Bad => _bad;

    public int BadCount { get; private set; }

    /// <summary>Good ones that go to another country.</summary>
    public int AbroadCount { get; private set; }

    /// <summary>Good ones that are only simulated, whatever the key.</summary>
    public int SimulatedCount { get; private set; }

    /// <summary>What is wrong with the list as a whole; null when nothing is.</summary>
    public NotifyError? Problem { get; set; }

    public void Add(UploadRow row, RowRecipient recipient)
    {
        good.Add(row);
        AbroadCount += recipient.IsAbroad ? 1 : 0;
        SimulatedCount += recipient.IsSimulated ? 1 : 0;
    }

    public void AddBad(int number, params ReadOnlySpan<(string? Column, string Message)> faults)
    {
        BadCount++;
        foreach (var (column, message) in faults)
        {
            if (_bad.Count < maxBadRows)
            {
                _bad.Add(new BadRow(number, column, message));
            }
        }
    }

    public void Dispose() => good.Dispose();
}
