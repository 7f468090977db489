using System.Buffers;
using System.Text;
using Notify.Core.Templates.Typography;

namespace Notify.Core.Templates.Markup;

/// <summary>The address of a link as an attribute holds it.</summary>
internal static class LinkAddress
{
    private const string Unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-~:/?#=&;%";

    private static readonly SearchValues<char> Safe = SearchValues.Create(Unreserved);

    // An address of a mailbox keeps its at sign, which the original encodes so that some programs do not know it.
    private static readonly SearchValues<char> SafeInMailto = SearchValues.Create(Unreserved + "@");

    private static readonly string[] Schemes = ["http:", "https:", "ftp:", "file:", "mailto:", "tel:"];

    public static bool HasScheme(ReadOnlySpan<char> address)
    {
        foreach (var scheme in Schemes)
        {
            if (address.StartsWith(scheme, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Percent-encodes as UTF-8 all but letters, digits, <c>_ . - ~</c> and <c>: / ? # = &amp; ; %</c>.</summary>
    public static void AppendEncoded(ReadOnlySpan<char> address, TextBuffer into)
    {
        var safe = address.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase) ? SafeInMailto : Safe;
        Span<byte> bytes = stackalloc byte[4];
        while (address.IndexOfAnyExcept(safe) is var odd and >= 0)
        {
            into.Append(address[..odd]);
            Rune.DecodeFromUtf16(address[odd..], out var rune, out var width);
            foreach (var b in bytes[..rune.EncodeToUtf8(bytes)])
            {
                into.Append('%');
                into.Append("0123456789ABCDEF"[b >> 4]);
                into.Append("0123456789ABCDEF"[b & 15]);
            }

            address = address[(odd + width)..];
        }

        into.Append(address);
    }
}
