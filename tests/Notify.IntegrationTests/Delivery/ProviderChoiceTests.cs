using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Notify.Core.Notifications;
using Notify.Core.Receipts;
using Notify.Core.Services;
using Notify.Data.Providers;
using Notify.Providers.Sms;
using Notify.Server.Delivery.Providers;
using Notify.TestKit.Server;

namespace Notify.IntegrationTests.Delivery;

/// <summary>Two carriers of texts: who gets what, and what happens when one of them fails.</summary>
public sealed class ProviderChoiceTests : IAsyncLifetime
{
    private static readonly SendOutcome Down = new SendOutcome.Unavailable("connection refused", ProviderFault.Down);

    private readonly ScriptedSmsProvider _first = new("first");
    private readonly ScriptedSmsProvider _second = new("second") { CarriesInternational = false };
    private readonly TwoCarriers _app;

    public ProviderChoiceTests()
    {
        _app = new TwoCarriers(_first, _second);
    }

    public Task InitializeAsync() => _app.InitializeAsync();

    public Task DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task Weight_decides_who_gets_the_messages()
    {
        await SetAsync("first", weight: 100);
        await SetAsync("second", weight: 0);
        await SendAsync(20);

        Assert.Equal((20, 0), (_first.Received.Count, _second.Received.Count));
    }

    [Fact]
    public async Task Switched_off_provider_gets_nothing_and_its_history_says_why()
    {
        await SetAsync("first", active: false);
        await SendAsync(10);

        Assert.Equal((0, 10), (_first.Received.Count, _second.Received.Count));
        var change = (await Store.HistoryAsync(Channel.Sms, "first", 10, default))[0];
        Assert.Equal((2, false, "for a test", "tester"), (change.Version, change.Active, change.Reason, change.ChangedBy));
    }

    [Fact]
    public async Task Message_that_one_provider_cannot_take_goes_out_by_another_within_seconds()
    {
        await SetAsync("second", active: false);
        _first.Answer = async (_, _) =>
        {
            await SetAsync("second", active: true);
            return Down;
        };

        await SendAsync(1);

        Assert.Equal((1, 1), (_first.Received.Count, _second.Received.Count));
    }

    [Theory]
    [InlineData(false, 2, 0)]
    [InlineData(true, 1, 1)]
    public async Task Text_that_a_carrier_may_have_goes_to_another_only_when_that_one_has_stopped_trying(bool isOver, int byFirst, int bySecond)
    {
        var (service, id) = await DoubtfulAsync();

        await ExecuteAsync($"update notification_queue set due_at = now(), kept_until = kept_until - interval '{(isOver ? 4 : 0)} hours'");

        await service.WaitAsync(id, "delivered");
        Assert.Equal((byFirst, bySecond), (_first.Received.Count, _second.Received.Count));
    }

    [Fact]
    public async Task Text_that_a_carrier_may_have_goes_to_another_when_that_one_is_switched_off()
    {
        var (service, id) = await DoubtfulAsync();
        await SetAsync("first", active: false);

        await ExecuteAsync("update notification_queue set due_at = now()");

        await service.WaitAsync(id, "delivered");
        Assert.Equal((1, 1), (_first.Received.Count, _second.Received.Count));
    }

    [Fact]
    public async Task Text_abroad_goes_by_a_provider_that_carries_it()
    {
        await SetAsync("first", weight: 0);
        await SetAsync("second", weight: 100);
        await SendAsync(5, "+33612345678");

        Assert.Equal((5, 0), (_first.Received.Count, _second.Received.Count));
    }

    [Fact]
    public async Task Provider_that_hangs_does_not_hold_up_the_others()
    {
        _first.Answer = async (_, cancellationToken) =>
        {
            await Task.Delay(Timeout.Infinite, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return new SendOutcome.Doubtful("no answer");
        };
        var service = await _app.ServiceAsync();
        var template = await service.SmsTemplateAsync("Hello");
        var ids = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => service.AcceptAsync("sms", new { phone_number = "07700900123", template_id = template })));

        // Those that the hanging one holds wait for its deadline; all the others are out long before.
        await UntilAsync(() => _second.Received.Count >= 200 - (_first.Received.Count + 1) && _second.Received.Count > 100, TimeSpan.FromSeconds(15));

        Assert.InRange(_first.Received.Count, 1, 99);
        Assert.Equal(200, ids.Length);
    }

    [Fact]
    public async Task Provider_that_takes_three_seconds_for_each_leaves_the_other_its_pace_and_loses_nothing()
    {
        _first.Answer = async (sms, _) =>
        {
            await Task.Delay(TimeSpan.FromSeconds(3), CancellationToken.None);
            return new SendOutcome.Accepted($"{sms.NotificationId}");
        };
        var service = await _app.ServiceAsync();
        var template = await service.SmsTemplateAsync("Hello");
        var ids = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => service.AcceptAsync("sms", new { phone_number = "07700900123", template_id = template })));
        var watch = System.Diagnostics.Stopwatch.StartNew();
        await UntilAsync(() => _second.Received.Count > 100, TimeSpan.FromSeconds(15));
        var half = watch.Elapsed;

        foreach (var id in ids)
        {
            await service.WaitAsync(id, "delivered");
        }

        Assert.Equal(ids.Order(), _first.Received.Concat(_second.Received).Select(sms => sms.NotificationId).Order());

        // At the slow one's pace, with its places at once, half of them would take longer.
        Assert.True(half < TimeSpan.FromSeconds(6), $"a hundred took {half}, {_first.Received.Count} went to the slow one");
    }

    [Fact]
    public async Task Nothing_is_lost_or_tried_in_vain_while_no_provider_takes_anything()
    {
        await SetAsync("second", active: false);
        _first.Says(new SendOutcome.Unavailable("401 who are you?", ProviderFault.Misconfigured));
        var service = await _app.ServiceAsync();
        var template = await service.SmsTemplateAsync("Hello");
        var ids = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => service.AcceptAsync("sms", new { phone_number = "07700900123", template_id = template })));
        await UntilAsync(() => !_first.Received.IsEmpty && _app.Services.GetRequiredService<ProviderChoice>().Room(Channel.Sms) == 0, TimeSpan.FromSeconds(10));

        await SetAsync("second", active: true);

        foreach (var id in ids)
        {
            await service.WaitAsync(id, "delivered");
        }

        Assert.InRange(_first.Received.Count, 1, 20);
        Assert.Equal(30, _second.Received.Select(sms => sms.NotificationId).Distinct().Count());
    }

    [Fact]
    public async Task Too_many_errors_move_ten_points_to_the_other()
    {
        await UntilAsync(async () => (await Store.ListAsync(default)).Count(share => share.Channel == Channel.Sms) == 2, TimeSpan.FromSeconds(10));
        await ExecuteAsync("update providers set changed_at = now() - interval '2 minutes'");
        var choice = _app.Services.GetRequiredService<ProviderChoice>();
        var state = choice.All.Single(state => state.Channel == Channel.Sms && state.Name == "first");

        for (var i = 0; i < 51; i++)
        {
            choice.Release(state, new SendOutcome.Doubtful("no answer"), TimeProvider.System.GetTimestamp());
        }

        await UntilAsync(() => state.Weight == 50, TimeSpan.FromSeconds(10));
        Assert.Equal(
            [("first", 50), ("second", 50)],
            (await Store.ListAsync(default)).Where(share => share.Channel == Channel.Sms).Select(share => (share.Name, share.Weight)));
    }

    [Theory]
    [InlineData("50 seconds", false)]
    [InlineData("4 minutes", true)]
    public async Task Weight_that_has_just_moved_stays_for_a_minute_after_errors_and_five_after_slowness(string ago, bool isSlow)
    {
        await UntilAsync(async () => (await Store.ListAsync(default)).Count(share => share.Channel == Channel.Sms) == 2, TimeSpan.FromSeconds(10));
        await ExecuteAsync($"update providers set changed_at = now() - interval '{ago}'");
        var choice = _app.Services.GetRequiredService<ProviderChoice>();
        var state = choice.All.Single(state => state.Channel == Channel.Sms && state.Name == "first");
        var sixSecondsAgo = TimeProvider.System.GetTimestamp() - (6 * TimeProvider.System.TimestampFrequency);

        for (var i = 0; i < 51; i++)
        {
            choice.Release(state, isSlow ? new SendOutcome.Accepted("slow") : new SendOutcome.Doubtful("no answer"), isSlow ? sixSecondsAgo : TimeProvider.System.GetTimestamp());
        }

        // Longer than a host takes to act on it.
        await Task.Delay(TimeSpan.FromSeconds(4));
        Assert.Equal(60, state.Weight);
    }

    [Fact]
    public async Task Errors_of_all_hosts_within_a_minute_count_together()
    {
        await ExecuteAsync("delete from provider_failures");
        await CountAsync(30);
        await ExecuteAsync("update provider_failures set counted_at = counted_at - interval '61 seconds'");

        // What one host has counted, and what another counts a moment later.
        Assert.False(await CountAsync(30));
        Assert.False(await CountAsync(20));
        Assert.True(await CountAsync(1));

        // They count until they are a minute old, so that a shift put off by the rest after the last one is not forgotten.
        Assert.True(await CountAsync(1));
        await ExecuteAsync("update provider_failures set counted_at = counted_at - interval '61 seconds'");
        Assert.False(await CountAsync(50));

        Task<bool> CountAsync(int failures) => Store.CountFailuresAsync(Channel.Sms, "first", failures, TimeSpan.FromMinutes(1), 50, default);
    }

    [Fact]
    public async Task Slow_hand_overs_move_ten_points_to_the_other()
    {
        await UntilAsync(async () => (await Store.ListAsync(default)).Count(share => share.Channel == Channel.Sms) == 2, TimeSpan.FromSeconds(10));
        await ExecuteAsync("update providers set changed_at = now() - interval '6 minutes'");
        var choice = _app.Services.GetRequiredService<ProviderChoice>();
        var state = choice.All.Single(state => state.Channel == Channel.Sms && state.Name == "first");
        var sixSecondsAgo = TimeProvider.System.GetTimestamp() - (6 * TimeProvider.System.TimestampFrequency);

        for (var i = 0; i < 20; i++)
        {
            choice.Release(state, new SendOutcome.Accepted("slow"), sixSecondsAgo);
        }

        await UntilAsync(() => state.Weight == 50, TimeSpan.FromSeconds(10));
        Assert.Equal("reduced: slow hand-overs", (await Store.HistoryAsync(Channel.Sms, "first", 10, default))[0].Reason);
    }

    [Theory]
    [InlineData("tester", 60)]
    [InlineData(ProviderStore.Ourselves, 70)]
    public async Task Weight_that_a_person_set_is_not_undone_by_a_host_with_other_settings(string changedBy, int weight)
    {
        await SetAsync("first", weight: 50);
        await Store.ChangeAsync(Channel.Sms, ["first"], TimeSpan.Zero, changedBy, shares => [.. shares.Select(share => (share with { Weight = 60 }, "for a test"))], default);

        await Store.RegisterAsync(Channel.Sms, new Dictionary<string, int> { ["first"] = 70, ["second"] = 30 }, default);

        Assert.Equal((weight, 70), (await Store.ListAsync(default)).Where(share => share.Name == "first").Select(share => (share.Weight, share.RestingWeight)).Single());
    }

    [Fact]
    public async Task Slow_deliveries_move_weight_and_rest_brings_it_back()
    {
        await SetAsync("second", weight: 40);
        await SendAsync(25);
        await ExecuteAsync("update notifications set provider = 'first', sent_at = now() - interval '6 minutes', updated_at = now()");
        await ExecuteAsync("update providers set changed_at = now() - interval '6 minutes'");

        await RunBalanceAsync();
        Assert.Equal((50, 50), await WeightsAsync());

        await ExecuteAsync("update notifications set sent_at = updated_at");
        await ExecuteAsync("update providers set changed_at = now() - interval '16 minutes'");
        await RunBalanceAsync();
        Assert.Equal((60, 40), await WeightsAsync());
    }

    [Fact]
    public async Task Hand_over_that_hangs_when_its_drain_has_stopped_claiming_keeps_no_later_message_from_going()
    {
        await SetAsync("first", weight: 100);
        await SetAsync("second", weight: 0);
        var released = new TaskCompletionSource<SendOutcome>();
        _first.Answer = (_, _) => released.Task;
        var service = await ServiceAsync();
        var template = await service.SmsTemplateAsync("Hello");
        var hanging = await service.AcceptAsync("sms", new { phone_number = "07700900123", template_id = template });
        await UntilAsync(() => !_first.Received.IsEmpty, TimeSpan.FromSeconds(10));

        // Longer than a drain lingers in an empty lane.
        await Task.Delay(TimeSpan.FromSeconds(4));
        await SetAsync("second", weight: 100);
        await SetAsync("first", weight: 0);
        await service.WaitAsync(await service.AcceptAsync("sms", new { phone_number = "07700900124", template_id = template }), "delivered");

        Assert.False(released.Task.IsCompleted);
        released.SetResult(new SendOutcome.Accepted("late"));
        await service.WaitAsync(hanging, "delivered");
    }

    [Fact]
    public async Task Message_grows_too_old_even_while_every_provider_is_switched_off()
    {
        await SetAsync("first", active: false);
        await SetAsync("second", active: false);
        var service = await ServiceAsync();
        var template = await service.SmsTemplateAsync("Hello");
        var old = await service.AcceptAsync("sms", new { phone_number = "07700900123", template_id = template });
        await ExecuteAsync("update notification_queue set waits_since = now() - interval '5 hours'");
        var young = await service.AcceptAsync("sms", new { phone_number = "07700900123", template_id = template });

        await service.WaitAsync(old, "technical-failure");

        await using var command = _app.DataSource.CreateCommand("select reason from notification_events where notification_id = $1");
        command.Parameters.Add(new() { Value = old });
        Assert.Equal("expired: not handed over within 4 hours", await command.ExecuteScalarAsync());
        Assert.Equal("created", (await service.WaitAsync(young, "created")).GetProperty("status").GetString());
        Assert.Empty(_first.Received);
    }

    [Fact]
    public async Task Texts_abroad_that_nobody_carries_now_hold_up_no_others()
    {
        await SetAsync("first", active: false);
        var service = await ServiceAsync();
        var template = await service.SmsTemplateAsync("Hello");
        var abroad = await Task.WhenAll(Enumerable.Range(0, 120).Select(_ => service.AcceptAsync("sms", new { phone_number = "+33612345678", template_id = template })));
        await service.WaitAsync(await service.AcceptAsync("sms", new { phone_number = "07700900123", template_id = template }), "delivered");

        await SetAsync("first", active: true);
        foreach (var id in abroad)
        {
            await service.WaitAsync(id, "sent", "delivered");
        }

        Assert.Equal((120, 1), (_first.Received.Count, _second.Received.Count));
    }

    [Theory]
    [InlineData(ReceiptKind.HardBounce, "hard-bounce true")]
    [InlineData(ReceiptKind.OptedOut, "opted-out false")]
    [InlineData(ReceiptKind.Status, null)]
    public async Task Refusal_keeps_a_service_from_a_number_only_when_it_is_about_the_number(ReceiptKind kind, string? suppression)
    {
        var refused = new SendOutcome.Refused("no") { Kind = kind };
        _first.Says(refused);
        _second.Says(refused);
        var service = await ServiceAsync();
        await service.WaitAsync(
            await service.AcceptAsync("sms", new { phone_number = "07700900123", template_id = await service.SmsTemplateAsync("Hello") }), "permanent-failure");

        await using var command = _app.DataSource.CreateCommand("select max(reason || ' ' || (expires_at is not null)::text) from suppressions where service_id = $1");
        command.Parameters.Add(new() { Value = service.Service.Id });
        Assert.Equal(suppression, await command.ExecuteScalarAsync() as string);
    }

    private Task<SendingService> ServiceAsync() =>
        _app.ServiceAsync(limits: new() { DailyInternationalSms = 1000 }, permissions: new HashSet<ServicePermission>(ServicePermissions.Usual) { ServicePermission.InternationalSms });

    private ProviderStore Store => _app.Services.GetRequiredService<ProviderStore>();

    private async Task RunBalanceAsync() => await ActivatorUtilities.CreateInstance<BalanceProvidersJob>(_app.Services).RunAsync(default);

    private async Task<(int First, int Second)> WeightsAsync()
    {
        var weights = (await Store.ListAsync(default)).Where(share => share.Channel == Channel.Sms).ToDictionary(share => share.Name, share => share.Weight);
        return (weights["first"], weights["second"]);
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = _app.DataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Changes a share and waits until this host has heard of it.</summary>
    private async Task SetAsync(string name, int? weight = null, bool? active = null)
    {
        var state = _app.Services.GetRequiredService<ProviderChoice>().All.Single(state => state.Channel == Channel.Sms && state.Name == name);
        await UntilAsync(async () => (await Store.ListAsync(default)).Any(share => share.Name == name), TimeSpan.FromSeconds(10));
        await Store.ChangeAsync(
            Channel.Sms,
            [name],
            TimeSpan.Zero,
            "tester",
            shares => [.. shares.Select(share => (share with { Weight = weight ?? share.Weight, Active = active ?? share.Active }, "for a test"))],
            default);
        await UntilAsync(() => (weight is null || state.Weight == weight) && (active is null || state.Active == active), TimeSpan.FromSeconds(10));
    }

    /// <summary>A text that the first carrier may have, while the second takes texts, too.</summary>
    private async Task<(SendingService Service, Guid Id)> DoubtfulAsync()
    {
        await SetAsync("second", active: false);
        _first.Says(new SendOutcome.Doubtful("no answer"));
        var service = await ServiceAsync();
        var id = await service.AcceptAsync("sms", new { phone_number = "07700900123", template_id = await service.SmsTemplateAsync("Hello") });
        await UntilAsync(async () => await KeptAsync() is "first", TimeSpan.FromSeconds(10));
        await SetAsync("second", active: true);
        _first.Answer = (_, _) => Task.FromResult<SendOutcome>(new SendOutcome.Accepted("1"));
        return (service, id);

        async Task<string?> KeptAsync()
        {
            await using var command = _app.DataSource.CreateCommand("select kept_by from notification_queue where owner is null and kept_until > now() + interval '1 hour'");
            return await command.ExecuteScalarAsync() as string;
        }
    }

    private async Task SendAsync(int count, string number = "07700900123")
    {
        var service = await ServiceAsync();
        var template = await service.SmsTemplateAsync("Hello");
        var ids = await Task.WhenAll(Enumerable.Range(0, count).Select(_ => service.AcceptAsync("sms", new { phone_number = number, template_id = template })));
        foreach (var id in ids)
        {
            await service.WaitAsync(id, "delivered");
        }
    }

    private static Task UntilAsync(Func<bool> reached, TimeSpan within) => UntilAsync(() => Task.FromResult(reached()), within);

    private static async Task UntilAsync(Func<Task<bool>> reached, TimeSpan within)
    {
        using var late = new CancellationTokenSource(within);
        while (!await reached())
        {
            await Task.Delay(20, late.Token);
        }
    }

    private sealed class TwoCarriers(ScriptedSmsProvider first, ScriptedSmsProvider second) : NotifyApp
    {
        protected override IReadOnlyDictionary<string, string?> Settings { get; } = new Dictionary<string, string?>
        {
            ["Notify:Delivery:SmsProviders"] = "first=60,second=40",
            ["Notify:Delivery:Lease"] = "00:00:30",
        };

        protected override void Configure(WebApplicationBuilder builder)
        {
            base.Configure(builder);
            builder.Services.AddSingleton<ISmsProvider>(first);
            builder.Services.AddSingleton<ISmsProvider>(second);
        }
    }
}
