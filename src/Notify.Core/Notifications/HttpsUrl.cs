using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace Notify.Core.Notifications;

/// <summary>Judges addresses that a service gives for others to call: unsubscribing, callbacks.</summary>
public static partial class HttpsUrl
{
    /// <returns>Whether it is a URI of RFC 3986 with a scheme, in ASCII, that begins with lower-case <c>https</c>. A host is not asked for:
    /// the original takes <c>https://</c> and even <c>httpsfoo:bar</c>, and services are told the address back as sent.</returns>
    public static bool IsValid(string text) =>
        Form().Match(text) is { Success: true } match
        && (!match.Groups["ip6"].Success || (IPAddress.TryParse(match.Groups["ip6"].ValueSpan, out var ip) && ip.AddressFamily == AddressFamily.InterNetworkV6));

    // Section 3: scheme ":" hier-part [ "?" query ] [ "#" fragment ]. Characters that may stand anywhere: unreserved, sub-delims, ":" and "@".
    [GeneratedRegex(
        """
        ^https[A-Za-z0-9+.-]*:
        (?: // (?: (?:[A-Za-z0-9._~!$&'()*+,;=:-]|%[0-9A-Fa-f]{2})* @ )?
               (?: \[ (?:(?<ip6>[0-9A-Fa-f:.]+)|[vV][0-9A-Fa-f]+\.[A-Za-z0-9._~!$&'()*+,;=:-]+) \] | (?:[A-Za-z0-9._~!$&'()*+,;=-]|%[0-9A-Fa-f]{2})* )
               (?: :[0-9]* )?
               (?: /(?:[A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2})* )*
          | /? (?: (?:[A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2}) (?:[A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2})* )? )
        (?: \? (?:[A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})* )?
        (?: [#] (?:[A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})* )?\z
        """,
        RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Form();
}
