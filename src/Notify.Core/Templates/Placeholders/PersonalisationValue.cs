using Notify.Core.Files;

namespace Notify.Core.Templates.Placeholders;

/// <summary>One value of a personalisation: a text, a list of texts, or a file that has not become a link yet.</summary>
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

    /// <param name="Object">Shown in Python's notation as long as no link stands in its place.</param>
    internal sealed record File(FileObject Object) : PersonalisationValue;

    /// <summary>Tidies the items of a list: null ones go, obscure white space goes everywhere, ordinary white space at the ends, and empty results go.</summary>
    public static List ItemsFrom(IEnumerable<string?> items) =>
        new([.. items.OfType<string>().Select(Typography.WhiteSpace.StripObscure).Where(item => item.Length > 0)]);
}
