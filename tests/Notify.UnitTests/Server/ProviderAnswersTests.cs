using Microsoft.Extensions.Time.Testing;
using Notify.Core.Notifications;
using Notify.Core.Receipts;
using Notify.Data.Providers;
using Notify.Server.Hosting.Telemetry;
using Notify.TestKit.Server;
using Npgsql;

namespace Notify.UnitTests.Server;

public sealed class ProviderAnswersTests : IDisposable
{
    private readonly Figures _figures = new();
    private readonly LogLines<ProviderAnswers> _log = new();
    private readonly FakeTimeProvider _time = new();
    private readonly NpgsqlDataSource _nowhere = NpgsqlDataSource.Create("Host=127.0.0.1;Port=1");
    private readonly ProviderAnswers _answers;

    public ProviderAnswersTests() => _answers = new ProviderAnswers(_figures.Meters, new ProviderAlarmStore(_nowhere), _time, _log);

    public void Dispose()
    {
        _figures.Dispose();
        _nowhere.Dispose();
    }

    [Fact]
    public void Unknown_codes_are_counted_together_and_each_is_named_in_the_log_once_an_hour()
    {
        foreach (var code in new[] { "40001", "40002", "40001" })
        {
            _answers.HandedOver("twilio", new SendOutcome.Refused("no") { Code = ProviderCode.Unknown(code) });
        }

        _time.Advance(TimeSpan.FromHours(1));
        _answers.Reported(new DeliveryReceipt { Provider = "twilio", Code = ProviderCode.Unknown("40001") });

        Assert.Equal([.. Enumerable.Repeat("notify.provider.answers=1 twilio handover other", 3), "notify.provider.answers=1 twilio receipt other"], _figures.Counted);
        Assert.Collection(
            _log.Lines,
            line => Assert.StartsWith("2070 Provider twilio said 40001 (handover; 1 times", line, StringComparison.Ordinal),
            line => Assert.StartsWith("2070 Provider twilio said 40002 (handover; 1 times", line, StringComparison.Ordinal),
            line => Assert.StartsWith("2070 Provider twilio said 40001 (receipt; 2 times", line, StringComparison.Ordinal));
    }

    [Fact]
    public void Code_that_a_person_has_to_act_upon_raises_an_alarm_that_is_told_once_an_hour()
    {
        var filtered = new DeliveryReceipt { Provider = "twilio", Code = new ProviderCode("30007", IsKnown: true) { Mend = "Register the sender" } };

        _answers.Reported(filtered);
        _answers.Reported(filtered);

        Assert.Equal(2, _figures.Counted.Count(figure => figure == "notify.provider.alarms=1 twilio 30007"));
        Assert.Equal("2071 Provider twilio said 30007 (1 times since this was last told): Register the sender", Assert.Single(_log.Lines));
    }

    [Fact]
    public void Bounce_for_policy_is_counted_and_wakes_nobody()
    {
        _answers.Reported(new DeliveryReceipt { Provider = null, Code = new ProviderCode("5.7.1", IsKnown: true) { Mend = "Look at SPF" } });

        Assert.Contains(_figures.Counted, figure => figure.StartsWith("notify.provider.answers=1 bounces", StringComparison.Ordinal));
        Assert.DoesNotContain(_figures.Counted, figure => figure.StartsWith("notify.provider.alarms", StringComparison.Ordinal));
    }

    [Fact]
    public void Provider_that_lets_nobody_in_is_an_alarm_whatever_its_code()
    {
        _answers.HandedOver("carrier", new SendOutcome.Unavailable("HTTP 302", ProviderFault.Misconfigured));

        Assert.Contains("notify.provider.alarms=1 carrier misconfigured", _figures.Counted);
    }

    [Fact]
    public void Yes_and_a_receipt_without_a_code_are_no_failures()
    {
        _answers.HandedOver("carrier", new SendOutcome.Accepted("1"));
        _answers.Reported(new DeliveryReceipt { Provider = "carrier", Status = NotificationStatus.Delivered });

        Assert.Empty(_figures.Counted);
    }

    [Fact]
    public async Task Alarms_that_cannot_be_stored_are_kept_for_the_next_time()
    {
        _answers.HandedOver("carrier", new SendOutcome.Unavailable("HTTP 302", ProviderFault.Misconfigured));

        await Assert.ThrowsAnyAsync<NpgsqlException>(() => _answers.StoreAlarmsAsync(CancellationToken.None));
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => _answers.StoreAlarmsAsync(CancellationToken.None));
    }
}
