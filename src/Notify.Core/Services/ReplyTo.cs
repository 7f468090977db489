namespace Notify.Core.Services;

/// <summary>An address of a service that answers to its e-mails go to.</summary>
/// <param name="IsDefault">Used by requests that name none.</param>
public sealed record ReplyTo(Guid Id, string Address, bool IsDefault);
