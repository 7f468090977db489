namespace Notify.Data.Embedded;

/// <summary>Something a person must mend before the embedded PostgreSQL can run.</summary>
/// <remarks>The message is one line that says what is wrong and what to do; show it alone, without a stack trace.</remarks>
public sealed class EmbeddedPostgresException : Exception
{
    public EmbeddedPostgresException(string message)
        : base(message)
    {
    }

    public EmbeddedPostgresException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
