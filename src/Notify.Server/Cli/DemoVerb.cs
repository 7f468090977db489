using System.CommandLine;
using System.Diagnostics;
using Notify.Data.Embedded;
using Notify.Data.Services;
using Notify.Server.Cli.Demo;
using Notify.Server.Hosting;
using Npgsql;

namespace Notify.Server.Cli;

/// <summary><c>notify demo</c>: everything on this machine, with sample data and two messages sent through the public API.</summary>
internal static class DemoVerb
{
    private const int UsualPort = 8080;

    public static Command Create()
    {
        var once = new Option<bool>("--once") { Description = "End after both messages: 0 when delivered, 1 otherwise" };
        var port = Verb.PortOption($"the first free one from {UsualPort} on");
        var json = new Option<bool>("--json") { Description = "Print one JSON object instead of the account" };
        var data = Verb.DataOption();
        var command = new Command("demo", "Run everything on this machine and send an e-mail and a text to its sandbox inbox") { once, json, port, data };
        command.Runs(async (arguments, cancellationToken) =>
        {
            var began = Stopwatch.GetTimestamp();
            Listener.DemandFree(arguments.GetValue(port));
            var dataFolder = DataFolder.Prepare(Verb.DataFolderOf(arguments, data));
            var quiet = arguments.GetValue(json);
            await using var database = await OpenAsync(dataFolder, quiet, cancellationToken);
            await using var app = NotifyServer.Build(new ServerSettings
            {
                Database = database.Address,
                Roles = Roles.All,
                DataFolder = dataFolder,
                Url = $"http://127.0.0.1:{arguments.GetValue(port) ?? Listener.FirstFreePort(UsualPort)}",
                IsQuiet = true,
                CapturesUnlessSet = true,
            });
            await DatabaseStartup.CheckAsync(
                database.Address, app.Services.GetRequiredService<ApiKeyStore>(), app.Services.GetRequiredService<NpgsqlDataSource>(), Console.Error.WriteLine, TimeProvider.System, cancellationToken);
            await app.StartAsync(cancellationToken);
            await app.Services.GetRequiredService<WarmUp>().Done.WaitAsync(cancellationToken);
            var samples = await DemoSamples.EnsureAsync(app.Services, dataFolder, cancellationToken);
            var account = await DemoClient.SendAsync(app.Services.GetRequiredService<PublicUrl>().Base, samples, cancellationToken);
            if (quiet)
            {
                DemoAccount.PrintJson(account);
            }
            else
            {
                DemoAccount.Print(account, database.Description, dataFolder, Stopwatch.GetElapsedTime(began), stays: !arguments.GetValue(once));
            }

            if (!arguments.GetValue(once))
            {
                await app.WaitForShutdownAsync(cancellationToken);
                return 0;
            }

            await app.StopAsync(CancellationToken.None);
            return account.Messages.All(message => message.IsDelivered) ? 0 : 1;
        });
        return command;
    }

    private static async Task<DemoDatabase> OpenAsync(string dataFolder, bool quiet, CancellationToken cancellationToken)
    {
        DatabaseAddress address;
        EmbeddedPostgres? embedded = null;
        if (Environment.GetEnvironmentVariable(DatabaseAddress.Variable) is { Length: > 0 } named)
        {
            address = DatabaseAddress.Parse(named);
            await DatabaseStartup.WaitAsync(address, Console.Error.WriteLine, TimeProvider.System, cancellationToken);
        }
        else
        {
            if (!quiet)
            {
                Console.Error.WriteLine($"Starting a private PostgreSQL in {dataFolder} …");
            }

            embedded = await EmbeddedPostgres.StartAsync(
                new EmbeddedPostgresOptions { DataFolder = dataFolder, Say = Console.Error.WriteLine }, cancellationToken);
            address = DatabaseAddress.Parse(embedded.ConnectionString);
        }

        try
        {
            await DatabaseSchema.UpgradeAsync(address, cancellationToken);
        }
        catch (NpgsqlException e)
        {
            throw DatabaseFaults.Refusal(address, e);
        }

        return new DemoDatabase(address, embedded);
    }

    private sealed record DemoDatabase(DatabaseAddress Address, EmbeddedPostgres? Embedded) : IAsyncDisposable
    {
        public string Description => Embedded is null ? Address.ToString() : $"PostgreSQL {Embedded.Version}, private, in {Embedded.ClusterFolder}";

        public ValueTask DisposeAsync() => Embedded?.DisposeAsync() ?? ValueTask.CompletedTask;
    }
}
