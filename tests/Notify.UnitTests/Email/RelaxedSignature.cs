using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Notify.UnitTests.Email;

/// <summary>Checks the first DKIM signature of a message by the text of RFC 6376 alone (relaxed/relaxed, RSA), so that library and product cannot agree on a mistake.</summary>
internal static partial class RelaxedSignature
{
    /// <param name="message">As on the wire.</param>
    /// <param name="record">Content of the DNS record.</param>
    /// <returns>Whether it holds, and which headers it covers, in lower case.</returns>
    public static (bool Holds, string[] Names) Verify(string message, string record)
    {
        var end = message.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        var headers = Header().Matches(message[..(end + 2)]).Select(match => (Name: match.Groups[1].Value.ToLowerInvariant(), Value: match.Groups[2].Value)).ToList();
        var signature = headers.First(header => header.Name == "dkim-signature");
        var tags = signature.Value.Split(';').Select(tag => tag.Split('=', 2)).Where(tag => tag.Length == 2).ToDictionary(tag => tag[0].Trim(), tag => Space().Replace(tag[1], ""));
        var names = tags["h"].ToLowerInvariant().Split(':');

        var signed = new StringBuilder();
        var left = headers.ToList();
        foreach (var name in names)
        {
            // From the bottom up; a header that is not there counts as nothing.
            if (left.FindLastIndex(header => header.Name == name) is >= 0 and var at)
            {
                signed.Append(Relaxed(left[at])).Append("\r\n");
                left.RemoveAt(at);
            }
        }

        signed.Append(SignatureValue().Replace(Relaxed(signature), "$1"));
        using var key = RSA.Create();
        key.ImportSubjectPublicKeyInfo(Convert.FromBase64String(record.Split("p=")[1]), out _);
        var holds = tags["bh"] == Convert.ToBase64String(SHA256.HashData(Encoding.ASCII.GetBytes(RelaxedBody(message[(end + 4)..]))))
            && key.VerifyData(Encoding.ASCII.GetBytes(signed.ToString()), Convert.FromBase64String(tags["b"]), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return (holds, names);
    }

    private static string Relaxed((string Name, string Value) header) => $"{header.Name}:{Space().Replace(header.Value, " ").Trim()}";

    private static string RelaxedBody(string body)
    {
        var lines = body.Split("\r\n").Select(line => Blank().Replace(line, " ").TrimEnd(' ')).ToList();
        while (lines.Count > 0 && lines[^1].Length == 0)
        {
            lines.RemoveAt(lines.Count - 1);
        }

        return string.Concat(lines.Select(line => line + "\r\n"));
    }

    [GeneratedRegex("([!-9;-~]+)[ \t]*:((?:[^\r]|\r\n[ \t])*)\r\n")]
    private static partial Regex Header();

    [GeneratedRegex("[ \t\r\n]+")]
    private static partial Regex Space();

    [GeneratedRegex("[ \t]+")]
    private static partial Regex Blank();

    [GeneratedRegex("([; ]b=)[^;]*")]
    private static partial Regex SignatureValue();
}
