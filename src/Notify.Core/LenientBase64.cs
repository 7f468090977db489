using System.Diagnostics.CodeAnalysis;

namespace Notify.Core;

/// <summary>Base64 as the original reads it (Python's <c>b64decode</c>): characters outside the alphabet are passed over, and what
/// follows a complete padding is not looked at; digits left over without padding are an error.</summary>
internal static class LenientBase64
{
    /// <param name="text">Characters outside ASCII are an error, there as here.</param>
    public static bool TryDecode(string text, [NotNullWhen(true)] out byte[]? bytes)
    {
        // Nearly every request has it as it should be.
        var buffer = new byte[(text.Length / 4 * 3) + 3];
        if (Convert.TryFromBase64String(text, buffer, out var length))
        {
            bytes = buffer.Length == length ? buffer : buffer[..length];
            return true;
        }

        length = 0;
        var (bits, digits, padding) = (0, 0, 0);
        foreach (var c in text)
        {
            if (c == '=')
            {
                padding++;
                if (digits >= 2 && digits + padding >= 4)
                {
                    digits = 0;
                    break;
                }

                continue;
            }

            if (c > '\u007F')
            {
                bytes = null;
                return false;
            }

            if (Digit(c) is not (var digit and >= 0))
            {
                continue;
            }

            // A digit after an incomplete padding makes that padding one more character to pass over.
            padding = 0;
            bits = (bits << 6) | digit;
            digits = (digits + 1) % 4;
            if (digits != 1)
            {
                buffer[length++] = (byte)(bits >> (digits switch { 2 => 4, 3 => 2, _ => 0 }));
            }
        }

        bytes = digits == 0 ? buffer[..length] : null;
        return bytes is not null;
    }

    private static int Digit(char c) => c switch
    {
        >= 'A' and <= 'Z' => c - 'A',
        >= 'a' and <= 'z' => c - 'a' + 26,
        >= '0' and <= '9' => c - '0' + 52,
        '+' => 62,
        '/' => 63,
        _ => -1,
    };
}
