namespace Notify.Data.Providers;

/// <summary>A code of a provider's that a person has to act upon, as heard on one host since the last time it was written down.</summary>
/// <param name="Answers">How often.</param>
public sealed record RaisedAlarm(string Provider, string Code, string Mend, int Answers);

/// <summary>The same as all hosts have heard it.</summary>
/// <param name="Mend">What it means and what to do.</param>
/// <param name="Since">UTC; no day since then went by without it.</param>
/// <param name="LastAt">UTC.</param>
/// <param name="Answers">How often since then.</param>
public sealed record ProviderAlarm(string Provider, string Code, string Mend, DateTimeOffset Since, DateTimeOffset LastAt, long Answers);
