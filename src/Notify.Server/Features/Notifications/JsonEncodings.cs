using System.Text;
using System.Text.Unicode;

namespace Notify.Server.Features.Notifications;

/// <summary>Finds out how a JSON body is encoded, as Python's parser does: by its mark, or by where the zeros stand among its first bytes.</summary>
internal static class JsonEncodings
{
    private static readonly byte[] Utf8Mark = [0xEF, 0xBB, 0xBF];

    /// <returns>The body in UTF-8 without a mark, or null when it is not valid in its encoding.</returns>
    public static ReadOnlyMemory<byte>? ToUtf8(ReadOnlyMemory<byte> body)
    {
        var (encoding, mark) = Detect(body.Span);
        if (encoding is null)
        {
            body = body[mark..];
            return Utf8.IsValid(body.Span) ? body : null;
        }

        try
        {
            return Encoding.Convert(encoding, Strict, body[mark..].ToArray());
        }
        catch (Exception e) when (e is DecoderFallbackException or EncoderFallbackException)
        {
            return null;
        }
    }

    private static UTF8Encoding Strict { get; } = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <returns>Null for UTF-8, and the length of the mark in bytes.</returns>
    private static (Encoding? Encoding, int Mark) Detect(ReadOnlySpan<byte> body) => body switch
    {
        [0xFF, 0xFE, 0, 0, ..] => (Utf32(bigEndian: false), 4),
        [0, 0, 0xFE, 0xFF, ..] => (Utf32(bigEndian: true), 4),
        [0xFF, 0xFE, ..] => (Utf16(bigEndian: false), 2),
        [0xFE, 0xFF, ..] => (Utf16(bigEndian: true), 2),
        _ when body.StartsWith(Utf8Mark) => (null, Utf8Mark.Length),
        [0, 0, _, _, ..] => (Utf32(bigEndian: true), 0),
        [0, _, _, _, ..] or [0, _] => (Utf16(bigEndian: true), 0),
        [_, 0, 0, 0, ..] => (Utf32(bigEndian: false), 0),
        [_, 0, _, _, ..] or [_, 0] => (Utf16(bigEndian: false), 0),
        _ => (null, 0),
    };

    private static UnicodeEncoding Utf16(bool bigEndian) => new(bigEndian, byteOrderMark: false, throwOnInvalidBytes: true);

    private static UTF32Encoding Utf32(bool bigEndian) => new(bigEndian, byteOrderMark: false, throwOnInvalidCharacters: true);
}
