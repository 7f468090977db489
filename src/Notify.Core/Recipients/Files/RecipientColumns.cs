using Notify.Core.Nations;
using Notify.Core.Notifications;

namespace Notify.Core.Recipients.Files;

/// <summary>Headings that name the column of the recipient: <c>phone number</c> and <c>email address</c> everywhere, and what the
/// nation's languages call them.</summary>
public sealed class RecipientColumns
{
    private const string PhoneNumber = "phone number";
    private const string EmailAddress = "email address";

    private readonly HashSet<string> _phone;
    private readonly HashSet<string> _email;

    public RecipientColumns(NationPack nation)
    {
        _phone = Keys(nation, PhoneNumber, "files.column.phone_number");
        _email = Keys(nation, EmailAddress, "files.column.email_address");
    }

    /// <summary>The name that is asked for when the column is missing.</summary>
    public static string NameFor(Channel channel) => channel == Channel.Sms ? PhoneNumber : EmailAddress;

    /// <param name="key">A <see cref="ColumnKey"/>.</param>
    public bool IsRecipient(Channel channel, string key) => (channel == Channel.Sms ? _phone : _email).Contains(key);

    /// <summary>Whether the heading names a recipient of either channel.</summary>
    public bool IsRecipient(string heading) => _phone.Contains(ColumnKey.Of(heading)) || _email.Contains(ColumnKey.Of(heading));

    private static HashSet<string> Keys(NationPack nation, string common, string wordingKey) =>
        nation.Languages.Select(language => nation.Wording.Text(language.Tag, wordingKey)).Append(common)
            .Select(name => ColumnKey.Of(name.Normalize()))
            .ToHashSet(StringComparer.Ordinal);
}
