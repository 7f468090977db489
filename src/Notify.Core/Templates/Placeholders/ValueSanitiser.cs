using System.Buffers;
using Notify.Core.Templates.Typography;

namespace Notify.Core.Templates.Placeholders;

/// <summary>Takes addresses and markup out of a value that a stranger may have typed.</summary>
internal static class ValueSanitiser
{
    private static readonly SearchValues<char> Marks = SearchValues.Create("`*_()\\{}[]<>#+-.!|");

    private static readonly SearchValues<char> Domain = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-");

    /// <summary>A bare domain gets a space after each full stop, any other address goes; then each mark gets a backslash before it.</summary>
    public static string Sanitise(string value)
    {
        using var plain = TextBuffer.Rent();
        using var escaped = TextBuffer.Rent();
        var copied = 0;
        while (WebAddress.TryFind(value, copied, out var address))
        {
            plain.Append(value.AsSpan(copied, address.Start - copied));
            var found = value.AsSpan(address.Start, address.End - address.Start);
            if (found.IndexOfAnyExcept(Domain) < 0)
            {
                plain.Append(found.ToString().Replace(".", ". ", StringComparison.Ordinal));
            }

            copied = address.End;
        }

        plain.Append(value.AsSpan(copied));
        foreach (var c in plain.Written)
        {
            if (Marks.Contains(c))
            {
                escaped.Append('\\');
            }

            escaped.Append(c);
        }

        return escaped.ToString();
    }
}
