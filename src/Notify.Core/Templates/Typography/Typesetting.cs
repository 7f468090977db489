namespace Notify.Core.Templates.Typography;

/// <summary>The steps that make typed text look printed: no space before punctuation, curly quotes, spaced dashes.</summary>
internal static class Typesetting
{
    public static void Apply(ReadOnlySpan<char> text, TextBuffer into)
    {
        using var spaced = TextBuffer.Rent();
        using var quoted = TextBuffer.Rent();
        spaced.Reserve(text.Length);
        quoted.Reserve(text.Length);
        into.Reserve(text.Length);
        Punctuation.RemoveSpaceBefore(text, spaced);
        SmartQuotes.Apply(spaced.Written, quoted);
        EmailAddresses.Straighten(quoted.WrittenForChange);
        Punctuation.EnDashes(quoted.Written, into);
    }
}
