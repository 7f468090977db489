using System.CommandLine;
using Notify.Data.Embedded;
using Notify.Data.Services;
using Notify.Server.Hosting;
using Npgsql;

namespace Notify.Server.Cli;

/// <summary><c>notify serve</c>: one process of an installation.</summary>
internal static class ServeVerb
{
    public static Command Create()
    {
        var roles = new Option<string>("--roles")
        {
            Description = "What this process does: api, web, worker, with commas between",
            DefaultValueFactory = _ => "api,web,worker",
        };
        roles.Validators.Add(result =>
        {
            try
            {
                RoleNames.Parse(result.GetValueOrDefault<string>() ?? "");
            }
            catch (FormatException e)
            {
                result.AddError(e.Message);
            }
        });
        var embedded = new Option<bool>("--embedded")
        {
            Description = $"Run a private PostgreSQL in the data folder (unless {DatabaseAddress.Variable} is set, which takes precedence)",
        };
        var port = Verb.PortOption("ASPNETCORE_URLS, else 8080");
        var data = Verb.DataOption();
        var command = new Command("serve", "Serve the API and the pages, and send") { roles, embedded, port, data };
        command.Runs(async (arguments, cancellationToken) =>
        {
            var dataFolder = Verb.DataFolderOf(arguments, data);
            Listener.DemandFree(arguments.GetValue(port));
            await using var database = await OpenAsync(arguments.GetValue(embedded), dataFolder, cancellationToken);
            await DatabaseStartup.WaitAsync(database.Address, Say, TimeProvider.System, cancellationToken);
            await using var app = NotifyServer.Build(new ServerSettings
            {
                Database = database.Address,
                Roles = RoleNames.Parse(arguments.GetValue(roles)!),
                DataFolder = dataFolder,
                Url = arguments.GetValue(port) is { } number ? $"http://127.0.0.1:{number}" : null,
            });
            await DatabaseStartup.CheckAsync(
                database.Address, app.Services.GetRequiredService<ApiKeyStore>(), app.Services.GetRequiredService<NpgsqlDataSource>(), Say, TimeProvider.System, cancellationToken);
            await app.StartAsync(cancellationToken);
            var at = app.Services.GetRequiredService<PublicUrl>().Base.ToString().TrimEnd('/');
            var listening = app.Urls.Contains(at) ? "" : $", listening on {string.Join(", ", app.Urls)}";
            Say($"Serving {arguments.GetValue(roles)} at {at}{listening}");
            await app.WaitForShutdownAsync(cancellationToken);
            if (cancellationToken.IsCancellationRequested)
            {
                return 0;
            }

            Say("A part of the process failed, so it has stopped: see its log");
            return 1;
        });
        return command;
    }

    private static async Task<Serving> OpenAsync(bool embedded, string dataFolder, CancellationToken cancellationToken)
    {
        if (Environment.GetEnvironmentVariable(DatabaseAddress.Variable) is { Length: > 0 } named)
        {
            return new Serving(DatabaseAddress.Parse(named), null);
        }

        if (!embedded)
        {
            throw new RefusedException(
                $"serve needs a database: set {DatabaseAddress.Variable} to a PostgreSQL connection string, or start with --embedded for a private one");
        }

        var postgres = await EmbeddedPostgres.StartAsync(new EmbeddedPostgresOptions { DataFolder = dataFolder, Say = Say }, cancellationToken);
        var address = DatabaseAddress.Parse(postgres.ConnectionString);
        await DatabaseSchema.UpgradeAsync(address, cancellationToken);
        return new Serving(address, postgres);
    }

    /// <summary>To people at the terminal; the log goes to standard output as JSON.</summary>
    private static void Say(string text) => Console.Error.WriteLine(text);

    private sealed record Serving(DatabaseAddress Address, EmbeddedPostgres? Postgres) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => Postgres?.DisposeAsync() ?? ValueTask.CompletedTask;
    }
}
