namespace Notify.Core.Services;

/// <summary>A name or number that a service's texts show as their sender.</summary>
/// <param name="Sender">As typed.</param>
/// <param name="IsDefault">Used by requests that name none.</param>
public sealed record TextSender(Guid Id, string Sender, bool IsDefault);
