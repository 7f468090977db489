using Notify.Core.Notifications;
using Notify.Core.Receipts;
using Notify.Server.Delivery;

namespace Notify.UnitTests.Delivery;

public sealed class SendAttemptTests
{
    public static TheoryData<SendAttempt, string> Attempts { get; } = new()
    {
        { Of(new SendOutcome.Refused("550 no such mailbox") { Kind = ReceiptKind.HardBounce }), "hard-bounce" },
        { Of(new SendOutcome.Refused("21610 STOP") { Kind = ReceiptKind.OptedOut }), "opted-out" },
        { Of(new SendOutcome.Refused("554 no")), "refused" },
        { Of(new SendOutcome.Refused("service is archived"), SendAttempt.Nobody), "platform" },
        { Of(new SendOutcome.Refused("suppressed: opted-out"), SendAttempt.Suppressed), "suppressed" },
        { Of(new SendOutcome.Refused("too old"), SendAttempt.Nobody) with { IsExpired = true }, "expired" },
        { Of(new SendOutcome.Unavailable("refused connection")), "down" },
        { Of(new SendOutcome.Unavailable("429", ProviderFault.Busy)), "busy" },
        { Of(new SendOutcome.Unavailable("535", ProviderFault.Misconfigured)), "misconfigured" },
        { Of(new SendOutcome.Unavailable("451", ProviderFault.None)), "unavailable" },
        { Of(new SendOutcome.Doubtful("no answer")), "doubtful" },
    };

    [Theory]
    [MemberData(nameof(Attempts))]
    public void Cause_tells_in_a_word_why_the_last_hand_over_failed(SendAttempt attempt, string cause) => Assert.Equal(cause, attempt.Cause);

    private static SendAttempt Of(SendOutcome outcome, string provider = "smtp") => new(outcome, provider, AcceptedIsDelivered: false);
}
