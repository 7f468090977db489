using System.Text.Json;
using Notify.Core.Templates.Placeholders;

namespace Notify.Server.Features.Notifications;

/// <summary>Python's JSON has three words for numbers that JSON does not know. They are replaced by spellings that JSON allows and that
/// print as Python prints the words: <c>inf</c>, <c>-inf</c>, <c>nan</c>.</summary>
internal static class PythonNumbers
{
    private static readonly byte[] NaN = "NaN"u8.ToArray();
    private static readonly byte[] Infinity = "Infinity"u8.ToArray();
    private static readonly byte[] NaNSpelling = System.Text.Encoding.ASCII.GetBytes(PythonText.NaNSpelling);
    private static readonly byte[] InfinitySpelling = "1e999"u8.ToArray();

    /// <summary>Most digits of an integer that Python reads; a longer one is no JSON to the original.</summary>
    public const int MaxDigits = 4300;

    /// <returns>Whether an integer has more digits than Python reads.</returns>
    public static bool IsTooLong(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Number:
                var text = value.GetRawText();
                return text.Length > MaxDigits && text.AsSpan().TrimStart('-').Length > MaxDigits && text.AsSpan().IndexOfAny('.', 'e', 'E') < 0;
            case JsonValueKind.Array:
                return value.EnumerateArray().Any(IsTooLong);
            case JsonValueKind.Object:
                return value.EnumerateObject().Any(member => IsTooLong(member.Value));
            default:
                return false;
        }
    }

    /// <param name="utf8">Any text; only words outside strings are replaced, a minus sign before one stays.</param>
    public static ReadOnlyMemory<byte> Replace(ReadOnlyMemory<byte> utf8)
    {
        var text = utf8.Span;
        if (text.IndexOf(NaN) < 0 && text.IndexOf(Infinity) < 0)
        {
            return utf8;
        }

        var replaced = new MemoryStream(text.Length + 64);
        var inString = false;
        for (var i = 0; i < text.Length; i++)
        {
            if (inString)
            {
                replaced.WriteByte(text[i]);
                if (text[i] == '\\' && i + 1 < text.Length)
                {
                    replaced.WriteByte(text[++i]);
                }
                else
                {
                    inString = text[i] != '"';
                }
            }
            else if (text[i..].StartsWith(NaN) && IsWordAt(text, i, NaN.Length) && (i == 0 || text[i - 1] != '-'))
            {
                replaced.Write(NaNSpelling);
                i += NaN.Length - 1;
            }
            else if (text[i..].StartsWith(Infinity) && IsWordAt(text, i, Infinity.Length))
            {
                replaced.Write(InfinitySpelling);
                i += Infinity.Length - 1;
            }
            else
            {
                inString = text[i] == '"';
                replaced.WriteByte(text[i]);
            }
        }

        return replaced.GetBuffer().AsMemory(0, (int)replaced.Length);
    }

    /// <summary>A word must not touch letters or digits, which it would make into a valid number.</summary>
    private static bool IsWordAt(ReadOnlySpan<byte> text, int start, int length) =>
        (start == 0 || !IsNumberPart(text[start - 1]) || (text[start - 1] == '-' && (start == 1 || !IsNumberPart(text[start - 2]))))
        && (start + length == text.Length || !IsNumberPart(text[start + length]));

    private static bool IsNumberPart(byte c) => char.IsAsciiLetterOrDigit((char)c) || c is (byte)'.' or (byte)'-' or (byte)'+';
}
