using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Notify.Core.Services;
using Notify.Data.Services;
using Notify.Data.Templates;
using Notify.TestKit.Server;

namespace Notify.IntegrationTests.ApiKeys;

/// <summary>What hosts keep in memory, and when they stop believing it. The server is one host; a second one is a cache with a listener of its own.</summary>
public sealed class ServiceAccountsTests(NotifyApp app) : IClassFixture<NotifyApp>
{
    private ServiceAccounts Accounts => app.Services.GetRequiredService<ServiceAccounts>();

    [Fact]
    public async Task Account_asked_for_again_comes_from_memory()
    {
        var service = await app.ServiceAsync();
        await using var host = await OtherHost.StartAsync(app);

        var first = await host.Accounts.FindAsync(service.Service.Id, CancellationToken.None);
        var second = await host.Accounts.FindAsync(service.Service.Id, CancellationToken.None);

        Assert.NotNull(first);
        Assert.Same(first, second);
    }

    [Fact]
    public async Task Absence_is_never_kept()
    {
        var id = Core.Ids.NewRandom();
        Assert.Null(await Accounts.FindAsync(id, CancellationToken.None));

        await app.Services.GetRequiredService<ServiceStore>().CreateAsync(new Service { Id = id, Name = $"Late {id}" }, CancellationToken.None);

        Assert.NotNull(await Accounts.FindAsync(id, CancellationToken.None));
    }

    [Fact]
    public async Task Revoked_key_stops_working_within_a_second_on_every_host()
    {
        var service = await app.ServiceAsync();
        await using var host = await OtherHost.StartAsync(app);
        using (var before = await service.GetAsync("/v2/notifications/00000000-0000-0000-0000-000000000000"))
        {
            Assert.Equal(HttpStatusCode.NotFound, before.StatusCode);
        }

        await host.Accounts.FindAsync(service.Service.Id, CancellationToken.None);
        await app.Services.GetRequiredService<ApiKeyStore>().RevokeAsync(service.Service.Id, service.KeyId.ToString(), CancellationToken.None);

        Assert.True(await WithinASecondAsync(async () =>
        {
            using var after = await service.GetAsync("/v2/notifications/00000000-0000-0000-0000-000000000000");
            return after.StatusCode == HttpStatusCode.Forbidden;
        }));
        Assert.True(await WithinASecondAsync(async () =>
            !(await host.Accounts.FindAsync(service.Service.Id, CancellationToken.None))!.Keys[0].Works(TimeProvider.System.GetUtcNow().AddSeconds(5))));
    }

    [Fact]
    public async Task Edited_template_is_the_newest_within_a_second()
    {
        var service = await app.ServiceAsync();
        var id = await service.SmsTemplateAsync("One");
        var store = app.Services.GetRequiredService<TemplateStore>();
        var template = (await Accounts.FindTemplateAsync(service.Service.Id, id, CancellationToken.None))!;

        await store.AddVersionAsync(template with { Body = "Two" }, author: null, CancellationToken.None);

        Assert.True(await WithinASecondAsync(async () =>
            (await Accounts.FindTemplateAsync(service.Service.Id, id, CancellationToken.None))!.Body == "Two"));
    }

    [Fact]
    public async Task Host_that_stops_hearing_asks_the_database_each_time_until_it_hears_again()
    {
        var service = await app.ServiceAsync();
        await using var host = await OtherHost.StartAsync(app);
        await host.Accounts.FindAsync(service.Service.Id, CancellationToken.None);

        await host.CutAsync();

        var first = await host.Accounts.FindAsync(service.Service.Id, CancellationToken.None);
        Assert.NotSame(first, await host.Accounts.FindAsync(service.Service.Id, CancellationToken.None));
    }

    [Fact]
    public async Task Host_whose_connection_has_gone_silent_asks_the_database_after_two_seconds()
    {
        var service = await app.ServiceAsync();
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var host = await OtherHost.StartAsync(app, time);
        await host.StopListeningWithoutNoticeAsync();
        var first = await host.Accounts.FindAsync(service.Service.Id, CancellationToken.None);
        Assert.Same(first, await host.Accounts.FindAsync(service.Service.Id, CancellationToken.None));

        time.Advance(TimeSpan.FromSeconds(2.1));

        Assert.NotSame(first, await host.Accounts.FindAsync(service.Service.Id, CancellationToken.None));
    }

    [Fact]
    public async Task What_is_read_while_a_notice_arrives_is_not_kept()
    {
        var service = await app.ServiceAsync();
        await using var host = await OtherHost.StartAsync(app);
        var reading = host.Accounts.FindAsync(service.Service.Id, CancellationToken.None);
        host.Accounts.Drop(service.Service.Id);
        var read = await reading;

        Assert.NotSame(read, await host.Accounts.FindAsync(service.Service.Id, CancellationToken.None));
    }

    private static async Task<bool> WithinASecondAsync(Func<Task<bool>> holds)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!await holds())
        {
            if (TimeProvider.System.GetElapsedTime(began) > TimeSpan.FromSeconds(1))
            {
                return false;
            }

            await Task.Delay(5);
        }

        return true;
    }

    /// <summary>The cache of another host on the same database.</summary>
    private sealed class OtherHost : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly NotifyApp _app;
        private readonly Task _listening;

        private OtherHost(NotifyApp app, TimeProvider time)
        {
            _app = app;
            Accounts = new ServiceAccounts(
                app.Services.GetRequiredService<ServiceAccountStore>(), app.Services.GetRequiredService<TemplateStore>(), time);
            _listening = new ServiceChanges(Accounts).ListenAsync(
                app.ConnectionString, _stop.Token);
        }

        public ServiceAccounts Accounts { get; }

        public static async Task<OtherHost> StartAsync(NotifyApp app, TimeProvider? time = null)
        {
            var host = new OtherHost(app, time ?? TimeProvider.System);
            while (!host.Accounts.Hears)
            {
                await Task.Delay(5);
            }

            return host;
        }

        /// <summary>The connection breaks, as when a switch dies.</summary>
        public async Task CutAsync()
        {
            await using var command = _app.DataSource.CreateCommand("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'notify cache' and datname = current_database()");
            await command.ExecuteNonQueryAsync();
            await Assert.ThrowsAnyAsync<Exception>(() => _listening);
        }

        /// <summary>Nothing arrives any more, and nobody has said so.</summary>
        public async Task StopListeningWithoutNoticeAsync()
        {
            await _stop.CancelAsync();
            await _listening.ContinueWith(_ => { }, TaskScheduler.Default);
            Accounts.Heard();
        }

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await _listening.ContinueWith(_ => { }, TaskScheduler.Default);
            _stop.Dispose();
        }
    }
}
