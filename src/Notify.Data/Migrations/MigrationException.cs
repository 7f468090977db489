namespace Notify.Data.Migrations;

/// <summary>A migration did not go through; the message names it and the reason in one line.</summary>
public sealed class MigrationException : Exception
{
    public MigrationException()
    {
    }

    public MigrationException(string message)
        : base(message)
    {
    }

    public MigrationException(string script, Exception cause)
        : base($"Migration {script} failed: {cause?.Message}", cause)
    {
    }
}
