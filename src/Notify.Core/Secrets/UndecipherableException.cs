namespace Notify.Core.Secrets;

/// <summary>Stored data cannot be decrypted on this host. The message says why and names no secret.</summary>
public sealed class UndecipherableException : Exception
{
    public UndecipherableException(string message)
        : base(message)
    {
    }

    public UndecipherableException(string message, Exception inner)
        : base(message, inner)
    {
    }

    public UndecipherableException()
    {
    }
}
