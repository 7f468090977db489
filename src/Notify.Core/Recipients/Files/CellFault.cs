namespace Notify.Core.Recipients.Files;

/// <summary>What is wrong with one cell.</summary>
/// <param name="WordingKey">The sentence for people.</param>
public sealed record CellFault(string WordingKey)
{
    public static CellFault Missing { get; } = new("recipients.missing");

    public static CellFault NotAnEmailAddress { get; } = new("recipients.email.not_valid");

    public static CellFault For(PhoneFault fault) => Faults[(int)fault];

    private static readonly CellFault[] Faults = [.. Enum.GetValues<PhoneFault>().Select(fault => new CellFault(fault.WordingKey()))];
}
