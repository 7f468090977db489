using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Notify.Core.Recipients.Files;

/// <summary>Finds out how a text file is encoded: by its mark, by the zero bytes of UTF-16, by being valid UTF-8, else by the
/// nation's older encodings in turn.</summary>
internal static class TextEncodings
{
    private const int SampleBytes = 4 * 1024;

    /// <returns>False when the bytes are no text in any of them.</returns>
    public static bool TryDetect(Func<Stream> open, IEnumerable<string> legacyEncodings, [NotNullWhen(true)] out Encoding? encoding)
    {
        encoding = Marked(Sample(open));
        if (encoding is not null)
        {
            return IsText(open, encoding);
        }

        foreach (var candidate in legacyEncodings.Select(Legacy).Prepend(Strict("utf-8")))
        {
            encoding = candidate;
            if (IsText(open, candidate))
            {
                return true;
            }
        }

        encoding = null;
        return false;
    }

    private static byte[] Sample(Func<Stream> open)
    {
        using var stream = open();
        var sample = new byte[SampleBytes];
        return sample[..stream.ReadAtLeast(sample, sample.Length, throwOnEndOfStream: false)];
    }

    private static Encoding? Marked(ReadOnlySpan<byte> sample) => sample switch
    {
        [0xEF, 0xBB, 0xBF, ..] => Strict("utf-8"),
        [0xFF, 0xFE, ..] => Strict("utf-16"),
        [0xFE, 0xFF, ..] => Strict("utf-16BE"),
        _ => Utf16ByZeros(sample),
    };

    // Text in Latin letters has a zero in every second byte; whichever half it is tells the order.
    private static Encoding? Utf16ByZeros(ReadOnlySpan<byte> sample)
    {
        var even = 0;
        var odd = 0;
        for (var i = 0; i + 1 < sample.Length; i += 2)
        {
            even += sample[i] == 0 ? 1 : 0;
            odd += sample[i + 1] == 0 ? 1 : 0;
        }

        var pairs = sample.Length / 2;
        return pairs < 2 ? null
            : odd * 2 > pairs && even == 0 ? Strict("utf-16")
            : even * 2 > pairs && odd == 0 ? Strict("utf-16BE")
            : null;
    }

    // Reads all of it, since one byte at the end can tell Windows-1252 from UTF-8. Control characters mean that it is no text.
    private static bool IsText(Func<Stream> open, Encoding encoding)
    {
        try
        {
            using var reader = new StreamReader(open(), encoding, detectEncodingFromByteOrderMarks: false);
            var block = new char[16 * 1024];
            int length;
            while ((length = reader.Read(block)) > 0)
            {
                foreach (var c in block.AsSpan(0, length))
                {
                    if (c is < ' ' and not ('\t' or '\n' or '\r' or '\v' or '\f' or '\u001a') or >= '\u0080' and < '\u00a0' and not '\u0085')
                    {
                        return false;
                    }
                }
            }

            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }

    private static Encoding Strict(string name) =>
        Encoding.GetEncoding(name, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);

    private static Encoding Legacy(string name) =>
        CodePagesEncodingProvider.Instance.GetEncoding(name, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback) ?? Strict(name);
}
