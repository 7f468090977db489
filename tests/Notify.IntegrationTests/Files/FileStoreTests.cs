using Microsoft.Extensions.DependencyInjection;
using Notify.Core;
using Notify.Core.Services;
using Notify.Data.Files;
using Notify.Server.Maintenance;
using Notify.TestKit.Server;

namespace Notify.IntegrationTests.Files;

public sealed class FileStoreTests(NotifyApp app) : IClassFixture<NotifyApp>
{
    private IFileStore Store => app.Services.GetRequiredService<IFileStore>();

    [Fact]
    public async Task File_is_found_with_what_was_stored()
    {
        var file = await AddAsync();

        var found = await Store.FindAsync(file.ServiceId, file.Id, CancellationToken.None);

        Assert.NotNull(found);
        Assert.Equal((file.MediaType, file.Size), (found.MediaType, found.Size));
        Assert.Equal(file.Name, found.Name);
        Assert.Equal(file.RecipientHash, found.RecipientHash);
        Assert.Equal(file.Content, await Store.ReadContentAsync(file.ServiceId, file.Id, CancellationToken.None));
    }

    [Fact]
    public async Task File_of_another_service_is_not_found()
    {
        var file = await AddAsync();
        var other = (await app.ServiceAsync()).Service.Id;

        Assert.Null(await Store.FindAsync(other, file.Id, CancellationToken.None));
        Assert.Null(await Store.ReadContentAsync(other, file.Id, CancellationToken.None));
        Assert.False(await Store.TakeGuessAsync(other, file.Id, CancellationToken.None));
    }

    [Fact]
    public async Task Expired_files_are_not_found_and_the_job_deletes_them_all_and_no_other()
    {
        var alive = await AddAsync();
        var expired = new List<SealedFile>();
        var service = (await app.ServiceAsync()).Service;
        for (var i = 0; i < 120; i++)
        {
            expired.Add(await AddAsync(service));
        }

        await RunAsync("update files set expires_at = now() where service_id = $1", service.Id);
        Assert.Null(await Store.FindAsync(service.Id, expired[0].Id, CancellationToken.None));
        Assert.Null(await Store.ReadContentAsync(service.Id, expired[0].Id, CancellationToken.None));
        Assert.False(await Store.TakeGuessAsync(service.Id, expired[0].Id, CancellationToken.None));

        await ActivatorUtilities.CreateInstance<DeleteExpiredFilesJob>(app.Services).RunAsync(CancellationToken.None);

        Assert.Equal(0L, await CountAsync(service.Id));
        Assert.Equal(1L, await CountAsync(alive.ServiceId));
    }

    [Fact]
    public async Task Of_thirty_guesses_at_once_ten_are_judged_and_after_the_pause_ten_more()
    {
        var file = await AddAsync();

        Assert.Equal(FileGuesses.Most, await GuessesAsync(file));
        Assert.Equal(0, await GuessesAsync(file));

        await RunAsync("update files set last_guess_at = last_guess_at - interval '61 minutes' where service_id = $1", file.ServiceId);

        Assert.Equal(FileGuesses.Most, await GuessesAsync(file));
    }

    [Fact]
    public async Task Right_guess_begins_a_new_count()
    {
        var file = await AddAsync();
        await GuessesAsync(file);

        await Store.ForgetGuessesAsync(file.ServiceId, file.Id, CancellationToken.None);

        Assert.True(await Store.TakeGuessAsync(file.ServiceId, file.Id, CancellationToken.None));
    }

    private async Task<int> GuessesAsync(SealedFile file) =>
        (await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => Store.TakeGuessAsync(file.ServiceId, file.Id, CancellationToken.None)))).Count(taken => taken);

    private async Task<SealedFile> AddAsync(Service? service = null)
    {
        var file = new SealedFile
        {
            Id = Ids.NewRandom(),
            ServiceId = (service ?? (await app.ServiceAsync()).Service).Id,
            Name = [1, 2],
            MediaType = "application/pdf",
            Size = 3,
            Content = [0, 1, 255],
            RecipientHash = [7],
            Weeks = 1,
        };
        await Store.AddAsync(file, CancellationToken.None);
        return file;
    }

    private async Task RunAsync(string statement, Guid serviceId)
    {
        await using var command = app.DataSource.CreateCommand(statement);
        command.Parameters.Add(new() { Value = serviceId });
        await command.ExecuteNonQueryAsync();
    }

    private async Task<long> CountAsync(Guid serviceId)
    {
        await using var count = app.DataSource.CreateCommand("select count(*) from files where service_id = $1");
        count.Parameters.Add(new() { Value = serviceId });
        return (long)(await count.ExecuteScalarAsync())!;
    }
}
