using System.Globalization;
using System.Text.RegularExpressions;

namespace Notify.Core.Receipts;

/// <summary>A mail system's status code such as <c>5.1.1</c> (RFC 3463; the registered ones are IANA's "SMTP Enhanced Status Codes").</summary>
/// <param name="Class">2 success, 4 not now, 5 never.</param>
/// <param name="Subject">1 address, 2 mailbox, 3 mail system, 4 network, 5 protocol, 6 content, 7 policy; 0 other.</param>
/// <param name="Detail">What exactly, 0 when unknown.</param>
public readonly partial record struct EnhancedStatusCode(int Class, int Subject, int Detail)
{
    /// <summary>Highest registered detail of each subject.</summary>
    private static readonly int[] LastDetails = [0, 10, 4, 6, 7, 7, 10, 30];

    /// <summary>Within what IANA has registered: mail systems make codes of their own up, too.</summary>
    public bool IsRegistered => Subject < LastDetails.Length && Detail <= LastDetails[Subject];

    /// <summary>Nothing more is said than the class.</summary>
    public bool IsVague => Subject == 0 && Detail == 0;

    /// <summary>Reads a text that begins with a code; spaces and comments behind it are passed over.</summary>
    public static EnhancedStatusCode? Parse(string? text) => text is null ? null : Read(AtStart().Match(text));

    /// <summary>Finds the first code in the words of a mail server. An address of a network (<c>192.5.1.1</c>) or a version is none.</summary>
    public static EnhancedStatusCode? Find(string? text) => text is null ? null : Read(Anywhere().Match(text));

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Class}.{Subject}.{Detail}");

    private static EnhancedStatusCode? Read(Match match) => match.Success
        ? new EnhancedStatusCode(Number(match.Groups[1]), Number(match.Groups[2]), Number(match.Groups[3]))
        : null;

    private static int Number(Group digits) => int.Parse(digits.ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^\s*([245])\.([0-9]{1,3})\.([0-9]{1,3})(?![0-9]|\.[0-9])", RegexOptions.CultureInvariant)]
    private static partial Regex AtStart();

    [GeneratedRegex(@"(?<![0-9A-Za-z.])([245])\.([0-9]{1,3})\.([0-9]{1,3})(?![0-9]|\.[0-9])", RegexOptions.CultureInvariant)]
    private static partial Regex Anywhere();
}
