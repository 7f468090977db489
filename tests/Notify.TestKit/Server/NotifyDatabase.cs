using Notify.Server.Hosting;
using Notify.TestKit.Postgres;

namespace Notify.TestKit.Server;

/// <summary>A database of one's own with the product's schema.</summary>
public class NotifyDatabase() : TestDatabase(
    "notify", connectionString => DatabaseSchema.UpgradeAsync(DatabaseAddress.Parse(connectionString), CancellationToken.None));
