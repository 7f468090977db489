using Notify.Core.Errors;
using Notify.Core.Uploads;
using Notify.Data.Uploads;

namespace Notify.Server.Features.Uploads;

/// <summary>The rows of an upload, looked at one after the other: the good ones packed for storing, of the bad ones what is wrong.</summary>
/// <param name="firstBadRows">Faults that are told at once.</param>
/// <param name="keepsOthers">Whether the faults behind those are wanted, too.</param>
internal sealed class CheckedRows(UploadChunkWriter good, int firstBadRows, bool keepsOthers) : IDisposable
{
    /// <summary>Faults told of one row: a list with a thousand columns would have too many.</summary>
    private const int FaultsOfRow = 3;

    private readonly List<BadRow> _bad = [];
    private readonly List<BadRow> _others = [];

    public UploadChunkWriter Good => good;

    /// <summary>The first faults, as many as are told at once.</summary>
    public IReadOnlyList<BadRow> Bad => _bad;

    /// <summary>Those behind them.</summary>
    public IReadOnlyList<BadRow> OtherBad => _others;

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
        foreach (var (column, message) in faults[..Math.Min(faults.Length, FaultsOfRow)])
        {
            if (_bad.Count < firstBadRows)
            {
                _bad.Add(new BadRow(number, column, message));
            }
            else if (keepsOthers)
            {
                _others.Add(new BadRow(number, column, message));
            }
        }
    }

    public void Dispose() => good.Dispose();
}
