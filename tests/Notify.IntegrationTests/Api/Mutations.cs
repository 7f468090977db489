using System.Text;

namespace Notify.IntegrationTests.Api;

/// <summary>Damages a body at random, the same way for the same number.</summary>
internal static class Mutations
{
    private static readonly string[] Pieces =
    [
        "null", "true", "{}", "[]", "[[[[", "\"\"", "\"\\ud800\"", "\"\\u0000\"", "\\", "\"", "{", "}", ",", ":", "-", "1e999", "-0", "NaN", "-Infinity",
        "18446744073709551616", "0.00000000000000000001", "\"personalisation\":", "\"template_id\":null", "\"reference\":", "((name))", "\u0000", "\u202e",
        "😀", "\ufeff", "é", "\"name\":{\"file\":\"x\"}", "\"scheduled_for\":\"9999-99-99\"", "\"unexpected\":1", "+44", "@", "\r\n", "\t", "//", "'", "<b>",
    ];

    private static readonly Encoding[] Encodings = [Encoding.Unicode, Encoding.BigEndianUnicode, Encoding.UTF32, Encoding.Latin1];

    public static byte[] Of(string body, int number)
    {
        var random = new Random(number);
        var bytes = new List<byte>(Encoding.UTF8.GetBytes(body));
        for (var i = random.Next(1, 5); i > 0; i--)
        {
            Once(bytes, random);
        }

        return random.Next(20) == 0 ? Encoding.Convert(Encoding.UTF8, Encodings[random.Next(Encodings.Length)], [.. bytes]) : [.. bytes];
    }

    private static void Once(List<byte> bytes, Random random)
    {
        var at = random.Next(bytes.Count + 1);
        var length = Math.Min(random.Next(1, 20), bytes.Count - at);
        switch (random.Next(7))
        {
            case 0:
                bytes.InsertRange(at, Encoding.UTF8.GetBytes(Pieces[random.Next(Pieces.Length)]));
                break;
            case 1:
                bytes.RemoveRange(at, length);
                break;
            case 2 when at < bytes.Count:
                bytes[at] = (byte)random.Next(256);
                break;
            case 3:
                bytes.InsertRange(random.Next(bytes.Count + 1), bytes.GetRange(at, length));
                break;
            case 4:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 5:
                bytes.InsertRange(at, Enumerable.Repeat((byte)random.Next(32, 127), random.Next(1, 3000)));
                break;
            default:
                // A piece in the place of a value.
                var colon = bytes.IndexOf((byte)':', Math.Min(at, Math.Max(0, bytes.Count - 1)));
                var end = colon < 0 ? -1 : bytes.FindIndex(colon, c => c is (byte)',' or (byte)'}');
                if (end > colon)
                {
                    bytes.RemoveRange(colon + 1, end - colon - 1);
                    bytes.InsertRange(colon + 1, Encoding.UTF8.GetBytes(Pieces[random.Next(Pieces.Length)]));
                }

                break;
        }
    }
}
