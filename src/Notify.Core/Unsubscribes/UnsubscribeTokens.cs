using System.Buffers.Binary;
using System.Buffers.Text;
using System.Text;
using Notify.Core.Notifications;
using Notify.Core.Secrets;

namespace Notify.Core.Unsubscribes;

/// <summary>The secret part of links for unsubscribing: <see cref="UnsubscribeLink"/> and the time, encrypted under the key ring and bound to the notification.</summary>
/// <remarks>Authenticated encryption instead of a bare signature: the address must be in the link, since the link outlives the notification,
/// and an address has no place in clear in the logs of whatever passes the link on.</remarks>
public sealed class UnsubscribeTokens(KeyRing keyRing, TimeProvider time)
{
    /// <summary>How long a link works: as long as the original's.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(365);

    /// <summary>Longest token that is looked at; an address takes 320 characters at most.</summary>
    private const int MaxLength = 2000;

    private const string Purpose = "unsubscribe-token";
    private const int HeadLength = 8 + 16 + 16 + 4;

    /// <returns>The token for a link to <c>/unsubscribe/‹notification id›/‹token›</c>, of letters, digits, hyphens and underscores.</returns>
    public string For(Notification notification)
    {
        ArgumentNullException.ThrowIfNull(notification);
        var plain = new byte[HeadLength + Encoding.UTF8.GetByteCount(notification.RecipientAsSent)];
        BinaryPrimitives.WriteInt64BigEndian(plain, time.GetUtcNow().ToUnixTimeSeconds());
        notification.ServiceId.TryWriteBytes(plain.AsSpan(8), bigEndian: true, out _);
        notification.TemplateId.TryWriteBytes(plain.AsSpan(24), bigEndian: true, out _);
        BinaryPrimitives.WriteInt32BigEndian(plain.AsSpan(40), notification.TemplateVersion);
        Encoding.UTF8.GetBytes(notification.RecipientAsSent, plain.AsSpan(HeadLength));
        return Base64Url.EncodeToString(keyRing.Encrypt(plain, new(Purpose, notification.Id)));
    }

    /// <returns>What the link is about, or null when the token is not one of ours for this notification, or older than <see cref="Lifetime"/>.</returns>
    public UnsubscribeLink? Read(Guid notificationId, string token)
    {
        ArgumentNullException.ThrowIfNull(token);
        byte[] plain;
        try
        {
            if (token.Length > MaxLength || !Base64Url.IsValid(token))
            {
                return null;
            }

            plain = keyRing.Decrypt(Base64Url.DecodeFromChars(token), new(Purpose, notificationId));
        }
        catch (Exception e) when (e is UndecipherableException or FormatException)
        {
            return null;
        }

        var issued = DateTimeOffset.FromUnixTimeSeconds(BinaryPrimitives.ReadInt64BigEndian(plain));
        return time.GetUtcNow() - issued > Lifetime
            ? null
            : new UnsubscribeLink
            {
                NotificationId = notificationId,
                ServiceId = new Guid(plain.AsSpan(8, 16), bigEndian: true),
                TemplateId = new Guid(plain.AsSpan(24, 16), bigEndian: true),
                TemplateVersion = BinaryPrimitives.ReadInt32BigEndian(plain.AsSpan(40)),
                EmailAddress = Encoding.UTF8.GetString(plain.AsSpan(HeadLength)),
            };
    }
}
