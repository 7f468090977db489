namespace Notify.Server.Hosting;

/// <summary>The program cannot do what it was asked to; the message is one line that says what to do. Verbs print it and end with exit code 1.</summary>
public sealed class RefusedException : Exception
{
    public RefusedException()
    {
    }

    public RefusedException(string message)
        : base(message)
    {
    }

    public RefusedException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
