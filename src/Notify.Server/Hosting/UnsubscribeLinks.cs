using Notify.Core.Notifications;
using Notify.Core.Unsubscribes;

namespace Notify.Server.Hosting;

/// <summary>Addresses under which recipients ask not to be written to again.</summary>
public sealed class UnsubscribeLinks(UnsubscribeTokens tokens, PublicUrl url)
{
    /// <returns>One address for both: mail programs post to it, people open it. Each call makes another token; all of them work.</returns>
    public string For(Notification notification)
    {
        ArgumentNullException.ThrowIfNull(notification);
        return url.To($"/unsubscribe/{notification.Id}/{tokens.For(notification)}");
    }
}
