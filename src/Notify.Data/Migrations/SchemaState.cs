namespace Notify.Data.Migrations;

/// <summary>How a database compares with this program.</summary>
/// <param name="Missing">Migrations and components that the database lacks, in order.</param>
/// <param name="OldestProgram">Number of the newest migration that the oldest program still allowed to run knows; 0 for an empty database.</param>
public sealed record SchemaState(IReadOnlyList<string> Missing, int OldestProgram)
{
    /// <summary>The database has all that this program needs. It may be newer: that is normal during an upgrade.</summary>
    public bool IsUpToDate => Missing.Count == 0;

    /// <summary>A newer migration says that a program as old as this one may no longer run.</summary>
    public bool IsTooNew => OldestProgram > MigrationScripts.Newest;
}
