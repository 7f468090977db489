using System.Globalization;
using Notify.Core.Errors;
using Notify.Core.Uploads;

namespace Notify.Server.Features.Uploads;

/// <summary>Refusals that only lists know.</summary>
internal static class UploadRefusals
{
    public static NotifyError Mixed { get; } =
        new(400, NotifyError.BadRequest, "Bulk sending to testing and non-testing recipients is not supported");

    /// <summary>One error a fault, and one more that says how many rows there are when not all are told.</summary>
    /// <param name="told">The first of them.</param>
    public static NotifyError BadRows(IReadOnlyList<BadRow> told, int count)
    {
        var faults = told.Select(Fault).ToList();
        if (told.Select(row => row.Number).Distinct().Count() is var rows && rows < count)
        {
            faults.Add(new NotifyError(400, NotifyError.BadRequest, string.Create(CultureInfo.InvariantCulture, $"{count} rows are not in order; these are the faults of the first {rows}")));
        }

        return NotifyError.Several(faults);
    }

    /// <param name="word">Pausing, resuming or cancelling.</param>
    /// <param name="to">What was asked for; null: to go on.</param>
    public static NotifyError TooLate(string word, UploadStatus? to, UploadStatus status) =>
        new(400, NotifyError.BadRequest, $"{word} is not possible: {Why(to, status)}");

    /// <summary>Why an upload cannot be paused, cancelled or, with null, resumed any more.</summary>
    public static string Why(UploadStatus? to, UploadStatus status) => to is not null && status == UploadStatus.Finished
        ? "every message has been handed over"
        : $"the status is {status.Wire()}";

    private static NotifyError Fault(BadRow row) =>
        new(400, NotifyError.BadRequest, string.Create(CultureInfo.InvariantCulture, $"Row {row.Number}{(row.Column is null ? "" : $", {row.Column}")}: {row.Message}"))
        {
            Place = (row.Number, row.Column),
        };
}
