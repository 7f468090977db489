using System.Runtime.CompilerServices;
using Npgsql;

namespace Notify.Server.Cli.Doctor;

/// <summary>All that doctor looks at, in order; what hangs on something bad is left out. Nothing is changed or made.</summary>
internal static class Examination
{
    public static async IAsyncEnumerable<Finding> RunAsync(string dataFolder, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // The same sources as the server's: environment, and beside it the settings files if there are any.
        var configuration = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory }).Configuration;
        yield return TemplateChecks.Nation(configuration);
        yield return AddressChecks.Public(configuration);
        yield return DiskChecks.DataFolder(dataFolder);
        yield return MemoryChecks.Collections();
        foreach (var finding in EncryptionChecks.Keys(configuration, dataFolder))
        {
            yield return finding;
        }

        await foreach (var finding in MailChecks.RunAsync(configuration, cancellationToken))
        {
            yield return finding;
        }

        foreach (var finding in TextChecks.Run(configuration))
        {
            yield return finding;
        }

        yield return await ScannerChecks.ScannerAsync(configuration, cancellationToken);

        var (address, notFound) = DatabaseChecks.Find(dataFolder);
        if (address is null)
        {
            yield return notFound!;
            yield break;
        }

        await using var source = NpgsqlDataSource.Create(address.ConnectionString);
        var database = await DatabaseChecks.ReachAsync(address, source, cancellationToken);
        yield return database;
        if (database.State == FindingState.Bad)
        {
            yield break;
        }

        yield return await DatabaseChecks.ClockAsync(source, cancellationToken);
        var schema = await DatabaseChecks.SchemaAsync(address, cancellationToken);
        yield return schema;
        if (schema.State == FindingState.Bad)
        {
            yield break;
        }

        yield return await EncryptionChecks.StoredAsync(configuration, dataFolder, source, cancellationToken);
        yield return await DatabaseChecks.QueueAsync(source, cancellationToken);
        yield return AlarmChecks.Jobs(source);
        foreach (var finding in await AlarmChecks.ProvidersAsync(configuration, source, cancellationToken))
        {
            yield return finding;
        }

        yield return await CallbackChecks.CallbacksAsync(source, cancellationToken);
        yield return await CallbackChecks.BouncesAsync(source, cancellationToken);
    }
}
