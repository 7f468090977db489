using Notify.Data.Migrations;

namespace Notify.Server.Hosting;

/// <summary>All that this program needs in a database: its own schema and Hangfire's.</summary>
public static class DatabaseSchema
{
    private static readonly SchemaComponent[] Components = [JobsSetup.Component];

    /// <inheritdoc cref="Migrator.UpgradeAsync"/>
    public static Task<IReadOnlyList<string>> UpgradeAsync(DatabaseAddress database, CancellationToken cancellationToken) =>
        new Migrator(database.ConnectionString).UpgradeAsync(Components, cancellationToken);

    /// <inheritdoc cref="Migrator.CheckAsync"/>
    public static Task<SchemaState> CheckAsync(DatabaseAddress database, CancellationToken cancellationToken) =>
        new Migrator(database.ConnectionString).CheckAsync(Components, cancellationToken);
}
