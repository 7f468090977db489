namespace Notify.Providers.Email.Dkim;

/// <summary>A key for signing cannot be used. The message says which and names no secret.</summary>
public sealed class DkimKeyException : Exception
{
    public DkimKeyException(string message)
        : base(message)
    {
    }

    public DkimKeyException(string message, Exception inner)
        : base(message, inner)
    {
    }

    public DkimKeyException()
    {
    }
}
