using System.Text.RegularExpressions;
using Notify.Core.Notifications;

namespace Notify.Core.Receipts;

/// <summary>The table by which status codes and words of mail systems are judged (RFC 3463, RFC 5248, RFC 7505).</summary>
public static class BounceTable
{
    private static readonly BounceVerdict NoSuchMailbox = new(NotificationStatus.PermanentFailure, ReceiptKind.HardBounce);
    private static readonly BounceVerdict Permanent = new(NotificationStatus.PermanentFailure);
    private static readonly BounceVerdict Temporary = new(NotificationStatus.TemporaryFailure);
    private static readonly BounceVerdict Technical = new(NotificationStatus.TechnicalFailure);

    /// <summary>The first line that fits holds; a null fits everything.</summary>
    private static readonly (int? Class, int? Subject, int[]? Details, BounceVerdict Verdict)[] Codes =
    [
        (null, 2, [2], Temporary),                       // mailbox full, whatever the class
        (4, null, null, Temporary),
        (5, 1, [0, 1, 2, 3, 6, 10], NoSuchMailbox),      // bad mailbox, bad system, bad syntax, moved, null MX
        (5, 1, [7, 8], Technical),                       // our sender address
        (5, 1, null, Permanent),
        (5, 2, [1], NoSuchMailbox),                      // mailbox disabled
        (5, 2, [3], Technical),                          // longer than the mailbox takes
        (5, 2, null, Permanent),
        (5, 3, [1, 2], Temporary),                       // mail system full, or shut
        (5, 3, [0], Permanent),
        (5, 3, null, Technical),                         // .4: longer than the system takes
        (5, 4, [1, 4, 6], Permanent),                    // no answer, no route, loop: the domain's, not the mailbox's
        (5, 4, null, Temporary),                         // .7: expired on the way
        (5, 5, null, Technical),
        (5, 6, null, Technical),
        (5, 7, null, Temporary),                         // policy, spam, authentication: says nothing about the address
    ];

    /// <summary>For mail systems that give no code, or one that says nothing: what their words are about. The first that fits holds.</summary>
    private static readonly (Regex Words, BounceVerdict Verdict)[] Wordings =
    [
        (Words("quota|mailbox (is )?full|insufficient (system )?storage|over ?limit|storage allocation"), Temporary),
        (Words("too (large|big)|size limit|exceeds? .{0,30}size"), Technical),
        (Words("spam|black ?list|block ?list|blocked|reputation|policy|dmarc|\\bdkim\\b|\\bspf\\b|denied|banned|rejected for"), Temporary),
        (Words("user unknown|unknown (user|recipient|mailbox|local)|no such (user|mailbox|recipient|address|person)|does ?n[o']t exist|not exist|no mailbox|"
            + "mailbox (unavailable|not found|disabled)|invalid (recipient|mailbox|address)|account .{0,30}(disabled|closed|suspended)|recipient .{0,40}not found"), NoSuchMailbox),
    ];

    /// <param name="code">The enhanced code, if there is one.</param>
    /// <param name="replyCode">The three-digit SMTP code, if there is one.</param>
    /// <param name="words">The mail system's own.</param>
    /// <returns>No status when nothing there tells of a failure.</returns>
    public static BounceVerdict Judge(EnhancedStatusCode? code, int? replyCode, string? words)
    {
        if (code is { IsVague: false } exact)
        {
            foreach (var line in Codes)
            {
                if ((line.Class ?? exact.Class) == exact.Class && (line.Subject ?? exact.Subject) == exact.Subject
                    && (line.Details is null || line.Details.Contains(exact.Detail)))
                {
                    return line.Verdict;
                }
            }
        }

        return (code?.Class ?? replyCode / 100) switch
        {
            4 => Temporary,
            5 => OfWords(words) ?? (replyCode == 552 ? Temporary : Permanent),
            _ => default,
        };
    }

    private static BounceVerdict? OfWords(string? words)
    {
        foreach (var wording in Wordings)
        {
            if (words is not null && wording.Words.IsMatch(words))
            {
                return wording.Verdict;
            }
        }

        return null;
    }

    private static Regex Words(string pattern) => new(pattern, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
}
