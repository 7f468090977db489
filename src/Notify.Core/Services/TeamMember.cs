namespace Notify.Core.Services;

/// <summary>A person who works with services; their own address and number may be written to in trial mode.</summary>
/// <param name="EmailAddress">As typed; unique regardless of case.</param>
/// <param name="MobileNumber">As typed; null when none is known.</param>
public sealed record TeamMember(Guid Id, string Name, string EmailAddress, string? MobileNumber)
{
    /// <summary>Prints the id only.</summary>
    public override string ToString() => $"[person {Id}]";
}
