using System.Transactions;
using Npgsql;

namespace Notify.Data.Services;

/// <summary>A transaction that all stores join while it is open, held by one at a time: declared services are written whole or not at all.</summary>
/// <remarks>Stores take their connections from one pool, which hands a transaction's own connection out again as long as one is used at a
/// time; so what is called within it must not run two statements at once.</remarks>
public sealed class DeclarationTransaction : IDisposable
{
    private readonly TransactionScope _scope = new(
        TransactionScopeOption.RequiresNew,
        // Each statement sees what others have committed meanwhile, as outside.
        new TransactionOptions { IsolationLevel = IsolationLevel.ReadCommitted, Timeout = TransactionManager.MaximumTimeout },
        TransactionScopeAsyncFlowOption.Enabled);

    /// <summary>Waits until nobody else applies a declaration to this database; needs the transaction to be open.</summary>
    public static async Task TakeTurnAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(database);
        await database.Command("Services.lock_declaring").RunAsync(cancellationToken);
    }

    /// <summary>Makes what was written lasting when the transaction is left; without it everything is as before.</summary>
    public void Complete() => _scope.Complete();

    public void Dispose() => _scope.Dispose();
}
