namespace Notify.Core.Uploads;

/// <summary>A row that cannot be sent.</summary>
/// <param name="Number">As in <see cref="UploadRow.Number"/>.</param>
/// <param name="Column">The heading of the faulty cell; null when it is the row as a whole.</param>
/// <param name="Message">What is wrong, without the value.</param>
public sealed record BadRow(int Number, string? Column, string Message);
