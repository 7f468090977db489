using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Notify.Core.Notifications;
using Notify.Core.Receipts;
using Notify.Data.Providers;

namespace Notify.Server.Hosting.Telemetry;

/// <summary>What providers answer that is not a yes, at hand-over and in receipts: counted by code, and told where a person has to act.</summary>
public sealed partial class ProviderAnswers
{
    public const string MeterName = "Notify.Providers";

    /// <summary>Speaks in bounces and complaints, where the mail system that gave up is unknown.</summary>
    public const string Bounces = "bounces";

    private const string ShutOut = "it does not let us in: its words stand on the time lines of the messages that wait for it; set credentials, account and sender right";

    private static readonly TimeSpan Every = TimeSpan.FromHours(1);

    private readonly Counter<long> _answers;
    private readonly Counter<long> _alarms;
    private readonly Seldom<(string Provider, string Code)> _unknown;
    private readonly Seldom<(string Provider, string Code)> _told;
    private readonly ConcurrentDictionary<(string Provider, string Code), (string Mend, int Count)> _raised = new();
    private readonly ProviderAlarmStore _store;
    private readonly ILogger<ProviderAnswers> _logger;

    public ProviderAnswers(IMeterFactory meters, ProviderAlarmStore store, TimeProvider time, ILogger<ProviderAnswers> logger)
    {
        ArgumentNullException.ThrowIfNull(meters);
        (_store, _logger) = (store, logger);
        (_unknown, _told) = (new(Every, time), new(Every, time));
        var meter = meters.Create(MeterName);
        _answers = meter.CreateCounter<long>("notify.provider.answers", "{answer}", "Failures that providers told, by where and by their code; codes that nothing here knows are 'other'");
        _alarms = meter.CreateCounter<long>("notify.provider.alarms", "{answer}", "Those of them that no message can help: the operator has to act");
    }

    /// <summary>Takes note of a hand-over.</summary>
    public void HandedOver(string provider, SendOutcome outcome)
    {
        var isShut = outcome is SendOutcome.Unavailable { Fault: ProviderFault.Misconfigured };
        if ((outcome?.Code ?? (isShut ? new ProviderCode("misconfigured", IsKnown: true) : null)) is { } code)
        {
            Took(provider, "handover", isShut ? code with { Mend = code.Mend ?? ShutOut } : code);
        }
    }

    /// <summary>Takes note of a receipt that came for the first time.</summary>
    public void Reported(DeliveryReceipt receipt)
    {
        ArgumentNullException.ThrowIfNull(receipt);
        if (receipt.Code is { } code)
        {
            // One recipient's mail server, which anybody can play, is no reason to wake a person: bounces are watched by their rate.
            Took(receipt.Provider ?? Bounces, "receipt", receipt.Provider is null ? code with { Mend = null } : code);
        }
    }

    /// <summary>Writes down the alarms raised since the last time, for <c>notify provider list</c> and <c>notify doctor</c>.</summary>
    /// <exception cref="Npgsql.NpgsqlException">The database is away: the alarms are kept for the next time.</exception>
    public async Task StoreAlarmsAsync(CancellationToken cancellationToken)
    {
        var alarms = _raised.Keys.Select(key => _raised.TryRemove(key, out var raised) ? new RaisedAlarm(key.Provider, key.Code, raised.Mend, raised.Count) : null).OfType<RaisedAlarm>().ToList();
        if (alarms.Count == 0)
        {
            return;
        }

        try
        {
            await _store.AddAsync(alarms, cancellationToken);
        }
        catch
        {
            alarms.ForEach(alarm => Raise(alarm.Provider, alarm.Code, alarm.Mend, alarm.Answers));
            throw;
        }
    }

    private void Took(string provider, string stage, ProviderCode code)
    {
        _answers.Add(1, new("provider", provider), new("stage", stage), new KeyValuePair<string, object?>("code", code.Label));
        if (!code.IsKnown && _unknown.Count((provider, code.Value)) is > 0 and var unknown)
        {
            UnknownCode(provider, stage, code.Value, unknown);
        }

        if (code.Mend is not { } mend)
        {
            return;
        }

        _alarms.Add(1, new("provider", provider), new KeyValuePair<string, object?>("code", code.Label));
        Raise(provider, code.Label, mend, 1);
        if (_told.Count((provider, code.Label)) is > 0 and var count)
        {
            Alarm(provider, code.Label, count, mend);
        }
    }

    private void Raise(string provider, string code, string mend, int count) =>
        _raised.AddOrUpdate((provider, code), _ => (mend, count), (_, raised) => (mend, raised.Count + count));

    [LoggerMessage(2070, LogLevel.Warning, "Provider {Provider} said {Code} ({Stage}; {Count} times since this was last told), which nothing here knows: it counts as the default of its kind")]
    private partial void UnknownCode(string provider, string stage, string code, int count);

    [LoggerMessage(2071, LogLevel.Warning, "Provider {Provider} said {Code} ({Count} times since this was last told): {Mend}")]
    private partial void Alarm(string provider, string code, int count, string mend);
}
