using Microsoft.Extensions.DependencyInjection;
using Notify.Core;
using Notify.Core.Notifications;
using Notify.Core.Secrets;
using Notify.Core.Services;
using Notify.Core.Uploads;
using Notify.Data.Idempotency;
using Notify.Data.Notifications;
using Notify.Data.Uploads;
using Notify.TestKit.Postgres;
using Npgsql;

namespace Notify.IntegrationTests.Uploads;

public sealed class UploadCommitTests(BulkApp app) : IClassFixture<BulkApp>
{
    [Theory]
    [InlineData(true, false)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public async Task Connection_that_breaks_around_the_commit_leads_to_the_answer_that_is_true(bool afterCommit, bool databaseGoesAway)
    {
        var service = await app.ServiceAsync();
        var upload = new Upload
        {
            Id = Ids.New(TimeProvider.System),
            ServiceId = service.Service.Id,
            Channel = Channel.Sms,
            Status = UploadStatus.Scheduled,
            ScheduledFor = TimeProvider.System.GetUtcNow().AddDays(1),
            CreatedAt = TimeProvider.System.GetUtcNow(),
            Name = "numbers.csv",
            TemplateId = await service.SmsTemplateAsync(),
            TemplateVersion = 1,
            KeyType = KeyType.Normal,
            Sender = "NOTIFY",
            RowCount = 1,
        };
        await using var wire = await CutWire.StartAsync(app.ConnectionString);
        await using var database = NpgsqlDataSource.Create(wire.ConnectionString);
        var keyRing = app.Services.GetRequiredService<KeyRing>();
        var store = new UploadStore(database, keyRing, new IdempotencyStore(database, keyRing), TimeProvider.System);

        // The first use of a connection reads types, in a transaction of its own.
        Assert.Null(await store.FindAsync(service.Service.Id, upload.Id, CancellationToken.None));

        wire.CutNextCommit(afterCommit, databaseGoesAway);
        var start = store.StartAsync(upload, [], internationalCount: 0, allowance: null, remember: null, CancellationToken.None);
        for (var i = 0; i < 2000 && databaseGoesAway && wire.Refused == 0; i++)
        {
            await Task.Delay(5);
        }

        wire.Mend();

        if (afterCommit)
        {
            Assert.Equal(AcceptOutcome.Stored, await start);
        }
        else
        {
            await Assert.ThrowsAnyAsync<NpgsqlException>(() => start);
        }

        Assert.Equal(afterCommit, await store.FindAsync(service.Service.Id, upload.Id, CancellationToken.None) is not null);
    }
}
