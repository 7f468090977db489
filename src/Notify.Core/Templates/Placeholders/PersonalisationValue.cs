namespace Notify.Core.Templates.Placeholders;

/// <summary>One value of a personalisation: a text or a list of texts.</summary>
internal abstract record PersonalisationValue
{
    private PersonalisationValue()
    {
    }

    /// <summary>A string, number, boolean or object, already printed.</summary>
    /// <param name="IsTyped">Whether it was a string, which people may have typed.</param>
    internal sealed record Text(string Value, bool IsTyped = true) : PersonalisationValue;

    /// <param name="Items">Tidied (see <see cref="ItemsFrom"/>); empty when nothing was left, which counts as a value.</param>
    internal sealed record List(IReadOnlyList<string> Items) : PersonalisationValue;

    /// <summary>Tidies the items of a list: null ones go, obscure white space goes everywhere, ordinary white space at the ends, and empty results go.</summary>
    public static List ItemsFrom(IEnumerable<string?> items) =>
        new([.. items.OfType<string>().Select(Typography.WhiteSpace.StripObscure).Where(item => item.Length > 0)]);
}
