using Microsoft.Extensions.DependencyInjection;
using Notify.Core.Notifications;
using Notify.Data;
using Notify.Data.Notifications;
using Notify.Server.Hosting;
using Notify.TestKit.Server;

namespace Notify.IntegrationTests.Notifications;

/// <summary>Many requests for one notification each, answered by few statements.</summary>
public sealed class GatheredReadsTests(GatheredReadsTests.ApiOnly app) : IClassFixture<GatheredReadsTests.ApiOnly>
{
    [Fact]
    public async Task Each_of_many_at_once_gets_its_own_and_only_its_services()
    {
        var services = new List<(SendingService Service, Guid Id)>();
        for (var i = 0; i < 20; i++)
        {
            var service = await app.ServiceAsync();
            services.Add((service, await service.AcceptAsync("sms", new { phone_number = "07700900123", template_id = await service.SmsTemplateAsync("Hello") })));
        }

        var reader = app.Services.GetRequiredService<NotificationReader>();

        var own = await Task.WhenAll(services.SelectMany(one => Enumerable.Repeat(one, 50)).Select(async one =>
            (one.Id, Found: await reader.FindAsync(one.Service.Service.Id, one.Id, default))));
        var foreign = await Task.WhenAll(services.Zip(services.Skip(1)).Select(pair =>
            reader.FindAsync(pair.First.Service.Service.Id, pair.Second.Id, default)));

        Assert.All(own, pair => Assert.Equal(pair.Id, pair.Found!.Notification.Id));
        Assert.All(foreign, Assert.Null);
    }

    [Fact]
    public async Task One_that_cannot_be_read_fails_alone()
    {
        var service = await app.ServiceAsync();
        var template = await service.SmsTemplateAsync("Hello ((name))");
        var ids = new List<Guid>();
        for (var i = 0; i < 10; i++)
        {
            ids.Add(await service.AcceptAsync("sms", new { phone_number = "07700900123", template_id = template, personalisation = new { name = "Amala" } }));
        }

        await using (var spoil = app.DataSource.CreateCommand($"update notifications set personalisation = '\\x00' where id = '{ids[3]}'"))
        {
            await spoil.ExecuteNonQueryAsync();
        }

        var reader = app.Services.GetRequiredService<NotificationReader>();
        var reads = ids.Select(id => reader.FindAsync(service.Service.Id, id, default)).ToList();

        for (var i = 0; i < ids.Count; i++)
        {
            if (i == 3)
            {
                await Assert.ThrowsAnyAsync<Exception>(() => reads[3]);
            }
            else
            {
                Assert.Equal(NotificationStatus.Created, (await reads[i])!.Notification.Status);
            }
        }
    }

    [Fact]
    public async Task Slow_statements_hold_up_nobody_until_there_are_too_many_of_them()
    {
        var slow = new TaskCompletionSource();
        var begun = 0;
        var reads = new GatheredReads<int, string>(async questions =>
        {
            if (questions.Any(question => question < 0))
            {
                Interlocked.Increment(ref begun);
                await slow.Task;
            }

            return [.. questions.Select(question => $"{question}")];
        });

        var held = new List<Task<string?>>();
        for (var i = 1; i <= 4; i++)
        {
            Assert.Equal($"{i}", await reads.ReadAsync(i, default).WaitAsync(TimeSpan.FromSeconds(10)));
            held.Add(reads.ReadAsync(-i, default));
            while (Volatile.Read(ref begun) < i)
            {
                await Task.Delay(1);
            }
        }

        held.Add(reads.ReadAsync(-5, default));
        held.Add(reads.ReadAsync(6, default));
        await Task.Delay(50);
        Assert.Equal(4, begun);
        slow.SetResult();

        Assert.Equal("-1 -2 -3 -4 -5 6", string.Join(' ', await Task.WhenAll(held).WaitAsync(TimeSpan.FromSeconds(10))));
    }

    [Fact]
    public async Task Questions_from_many_sides_are_all_answered()
    {
        var reads = new GatheredReads<int, string>(async questions =>
        {
            if (questions[0] % 50 == 0)
            {
                await Task.Delay(10);
            }

            return [.. questions.Select(question => $"{question}")];
        });

        await Task.WhenAll(Enumerable.Range(0, 16).Select(side => Task.Run(async () =>
        {
            for (var i = 0; i < 500; i++)
            {
                Assert.Equal($"{side + i}", await reads.ReadAsync(side + i, default).WaitAsync(TimeSpan.FromSeconds(30)));
            }
        })));
    }

    public sealed class ApiOnly : NotifyApp
    {
        protected override Roles Roles => Roles.Api;
    }
}
