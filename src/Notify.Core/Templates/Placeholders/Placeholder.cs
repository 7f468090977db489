namespace Notify.Core.Templates.Placeholders;

/// <summary>A <c>((name))</c> or <c>((name??text))</c> in a template.</summary>
/// <param name="Name">As written, spaces included; may be empty in <c>((??text))</c>.</param>
/// <param name="ConditionalText">What shows when the value is true; null for a plain placeholder.</param>
/// <param name="Start">Offset of the first bracket in the template, UTF-16 units.</param>
/// <param name="Length">From the first bracket through the last, UTF-16 units.</param>
public sealed record Placeholder(string Name, string? ConditionalText, int Start, int Length)
{
    /// <summary>The form in which <see cref="Name"/> is compared.</summary>
    public string Key { get; } = PlaceholderKey.From(Name);
}
