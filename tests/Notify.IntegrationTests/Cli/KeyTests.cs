using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.DependencyInjection;
using Notify.Core.Services;
using Notify.Data.Services;
using Notify.TestKit.Server;
using Npgsql;

namespace Notify.IntegrationTests.Cli;

/// <summary>Keys that end and keys that are replaced, against a server that checks them.</summary>
public sealed class KeyTests(NotifyApp app) : IClassFixture<NotifyApp>
{
    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    private ApiKeyStore Keys => app.Services.GetRequiredService<ApiKeyStore>();

    [Fact]
    public async Task Replaced_key_works_beside_the_new_one_until_the_grace_is_over()
    {
        var service = await app.ServiceAsync();
        var old = Assert.Single(await Keys.ListAsync(service.Service.Id, CancellationToken.None));

        var made = await Keys.RotateAsync(service.Service.Id, old, TimeSpan.FromHours(24), endsAt: null, CancellationToken.None);
        var both = (await StatusAsync(service.Key), await StatusAsync(made!.Value.Key));
        await MoveEndAsync(old.Id, "now() - interval '1 second'");
        var after = (await StatusAsync(service.Key), await StatusAsync(made.Value.Key));

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), both);
        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.NotFound), after);
        var (replaced, current) = (await SummaryAsync(service, old.Id), await SummaryAsync(service, made.Value.Id));
        Assert.Equal((old.Name, old.Type, null), (current.Name, current.Type, current.RevokedAt));
        Assert.NotNull(replaced.RevokedAt);
    }

    [Fact]
    public async Task Replacing_a_key_keeps_its_priority_until_it_is_changed()
    {
        var service = await app.ServiceAsync();
        var made = await Keys.CreateAsync(service.Service.Id, "Mailing", KeyType.Normal, KeyPriority.Bulk, endsAt: null, CancellationToken.None);
        var rotated = await Keys.RotateAsync(service.Service.Id, await SummaryAsync(service, made!.Value.Id), TimeSpan.Zero, endsAt: null, CancellationToken.None);
        var before = await SummaryAsync(service, rotated!.Value.Id);

        Assert.True(await Keys.PrioritiseAsync(service.Service.Id, rotated.Value.Id, KeyPriority.Normal, CancellationToken.None));

        Assert.Equal((KeyPriority.Bulk, KeyPriority.Normal), (before.Priority, (await SummaryAsync(service, rotated.Value.Id)).Priority));
    }

    [Fact]
    public async Task Of_two_who_replace_a_key_at_once_one_is_told()
    {
        var service = await app.ServiceAsync();
        var old = Assert.Single(await Keys.ListAsync(service.Service.Id, CancellationToken.None));

        var made = await Task.WhenAll(Enumerable.Range(0, 4).Select(i =>
            Keys.RotateAsync(service.Service.Id, old, TimeSpan.FromHours(1), i % 2 == 0 ? Now.AddDays(1) : null, CancellationToken.None)));

        Assert.Single(made, key => key is not null);
        Assert.Equal(2, (await Keys.ListAsync(service.Service.Id, CancellationToken.None)).Count);
    }

    [Fact]
    public async Task Name_of_a_key_with_an_end_is_taken_until_then()
    {
        var service = await app.ServiceAsync();
        var made = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ =>
            Keys.CreateAsync(service.Service.Id, "Ending", KeyType.Test, KeyPriority.Normal, Now.AddDays(90), CancellationToken.None)));
        var first = Assert.Single(made, key => key is not null)!.Value;

        var works = await StatusAsync(first.Key);
        await MoveEndAsync(first.Id, "now() - interval '1 second'");
        var ended = await StatusAsync(first.Key);
        var again = await Keys.CreateAsync(service.Service.Id, "ENDING", KeyType.Test, CancellationToken.None);

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.Forbidden), (works, ended));
        Assert.NotNull(again);
    }

    [Fact]
    public async Task Revoking_by_name_stops_the_replaced_key_as_well()
    {
        var service = await app.ServiceAsync();
        var old = Assert.Single(await Keys.ListAsync(service.Service.Id, CancellationToken.None));
        var made = await Keys.RotateAsync(service.Service.Id, old, TimeSpan.FromHours(24), endsAt: null, CancellationToken.None);

        var revoked = await Keys.RevokeAsync(service.Service.Id, old.Name.ToUpperInvariant(), CancellationToken.None);

        Assert.True(revoked);
        Assert.DoesNotContain(await Keys.ListAsync(service.Service.Id, CancellationToken.None), key => key.Works(Now));
        Assert.NotNull(made);
    }

    [Theory]
    [InlineData("now() + interval '2 hours'", 1, 1)]
    [InlineData("now() + interval '2 hours'", 24, 2)]
    public async Task Replaced_key_never_outlives_its_own_end(string end, int graceHours, int expectedHours)
    {
        var service = await app.ServiceAsync();
        await MoveEndAsync(service.KeyId, end);
        var old = await SummaryAsync(service, service.KeyId);

        await Keys.RotateAsync(service.Service.Id, old, TimeSpan.FromHours(graceHours), endsAt: null, CancellationToken.None);

        var left = (await SummaryAsync(service, service.KeyId)).RevokedAt!.Value - Now;
        Assert.InRange(left.TotalHours, expectedHours - 0.1, expectedHours + 0.01);
    }

    private async Task<ApiKeySummary> SummaryAsync(SendingService service, Guid id) =>
        Assert.Single(await Keys.ListAsync(service.Service.Id, CancellationToken.None), key => key.Id == id);

    /// <summary>404 says that the key was accepted: there is no such notification.</summary>
    private async Task<HttpStatusCode> StatusAsync(KeyString key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v2/notifications/3fa85f64-5717-4562-b3fc-2c963f66afa6");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key.Token(TimeProvider.System.GetUtcNow()));
        using var answer = await app.Http.SendAsync(request);
        return answer.StatusCode;
    }

    /// <summary>Moves the end instead of waiting for it, and waits until the server has heard of it.</summary>
    private async Task MoveEndAsync(Guid key, string end)
    {
        var source = app.Services.GetRequiredService<NpgsqlDataSource>();
        await using (var command = source.CreateCommand($"update api_keys set revoked_at = {end} where id = @id"))
        {
            command.Parameters.AddWithValue("id", key);
            await command.ExecuteNonQueryAsync();
        }

        var accounts = app.Services.GetRequiredService<ServiceAccounts>();
        await using var owner = source.CreateCommand("select service_id, revoked_at from api_keys where id = @id");
        owner.Parameters.AddWithValue("id", key);
        await using var row = await owner.ExecuteReaderAsync();
        await row.ReadAsync();
        var (serviceId, revokedAt) = (row.GetGuid(0), new DateTimeOffset(row.GetDateTime(1)));
        for (var i = 0; i < 400; i++)
        {
            var account = await accounts.FindAsync(serviceId, CancellationToken.None);
            if (account!.Keys.Single(one => one.Id == key).RevokedAt == revokedAt)
            {
                return;
            }

            await Task.Delay(10);
        }

        Assert.Fail("The server has not heard of the change in 4 s");
    }
}
