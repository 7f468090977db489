using System.Globalization;
using Notify.Core.Notifications;
using Notify.Core.Receipts;

namespace Notify.Providers.Email;

/// <summary>The codes of mail systems, as figures and alarms name them.</summary>
internal static class MailCodes
{
    private const string Policy =
        "mail servers refuse our e-mails by their policy (reputation, authentication, or a relay that does not know us): read their words on the time lines, "
        + "check SPF, DKIM and DMARC of the sender's domain, look the sending address up in block lists, and ask the relay's operator";

    private const string Login = "the mail server does not accept our user name or password, or demands them: set Notify:Smtp's right";

    /// <param name="answer">The mail server's words, which may begin with an enhanced code.</param>
    public static ProviderCode? Of(int replyCode, string? answer) => Of(EnhancedStatusCode.Find(answer), replyCode);

    /// <param name="code">Goes before the reply code, which says less.</param>
    /// <returns>Null when there is neither.</returns>
    public static ProviderCode? Of(EnhancedStatusCode? code, int? replyCode) => (code, replyCode) switch
    {
        ({ } exact, _) => new ProviderCode(exact.ToString(), exact.IsRegistered)
        {
            // Large mailbox providers have numbers of their own, such as 5.7.511.
            Family = exact is { Class: 4 or 5, Subject: <= 7 } ? string.Create(CultureInfo.InvariantCulture, $"{exact.Class}.{exact.Subject}.x") : null,
            Mend = MendOf(replyCode) ?? (exact is { Class: 5, Subject: 7 } ? Policy : null),
        },
        (null, >= 200 and < 600) => new ProviderCode(replyCode.Value.ToString(CultureInfo.InvariantCulture), IsKnown: true) { Mend = MendOf(replyCode) },
        _ => null,
    };

    private static string? MendOf(int? replyCode) => replyCode is 530 or 534 or 535 or 538 ? Login : null;
}
