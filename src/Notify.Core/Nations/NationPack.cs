using System.Text.Json.Serialization;
using Notify.Core.ReceivedTexts;
using Notify.Core.Recipients;
using Notify.Core.Templates.Sms;

namespace Notify.Core.Nations;

/// <summary>A country's settings, read once at start. Immutable: one instance serves all threads.</summary>
/// <remarks>Code asks a pack what it needs to know and never which country it is in.</remarks>
public sealed record NationPack
{
    /// <summary>ISO 3166-1 alpha-2 or 3166-2, upper case: <c>GB</c>, <c>CA-QC</c>. The folder has the same in lower case.</summary>
    public required string Code { get; init; }

    /// <summary>The folder code of the pack whose settings this one changes.</summary>
    public string? Extends { get; init; }

    /// <summary>By language tag.</summary>
    public required IReadOnlyDictionary<string, NationName> Names { get; init; }

    public required ProductSettings Product { get; init; }

    /// <summary>At least one; the first is the default unless <see cref="DefaultLanguage"/> says otherwise.</summary>
    public required IReadOnlyList<NationLanguage> Languages { get; init; }

    /// <summary>A tag of <see cref="Languages"/>.</summary>
    public string DefaultLanguage { get; init; } = "";

    /// <summary>IANA name of the zone of local days, schedules and page times.</summary>
    public required string TimeZone { get; init; }

    public required MoneySettings Money { get; init; }

    public required PhoneSettings Phone { get; init; }

    public required SmsSettings Sms { get; init; }

    public required EmailSettings Email { get; init; }

    public UploadSettings Uploads { get; init; } = new();

    public RetentionSettings Retention { get; init; } = new();

    /// <summary>Who carries each channel, and its share, where the operator's settings name nobody. A channel without any is captured by
    /// the sandbox.</summary>
    public IReadOnlyList<NationProvider> Providers { get; init; } = [];

    /// <summary>File of the rates by destination, beside <c>nation.json</c> or in the shared folder.</summary>
    public string Rates { get; init; } = "rates.json";

    /// <summary>The rules for phone numbers, ready for use.</summary>
    [JsonIgnore]
    public PhoneRules PhoneRules { get; private init; } = null!;

    /// <summary>How texts are written, ready for use.</summary>
    [JsonIgnore]
    public SmsEncodingRules SmsEncoding { get; private init; } = null!;

    /// <summary>The words with which people stop texts, ready for use.</summary>
    [JsonIgnore]
    public OptOutWords OptOutWords { get; private init; } = null!;

    /// <summary>What the product says to people.</summary>
    [JsonIgnore]
    public Wording Wording { get; private init; } = null!;

    /// <summary>Reads a pack.</summary>
    /// <param name="nationsFolder">The folder that holds <c>shared</c> and one folder a nation.</param>
    /// <param name="code">Folder of the pack, any case: <c>gb</c>.</param>
    /// <exception cref="NationPackException">A file is missing or wrong; every fault found is in the message.</exception>
    public static NationPack Load(string nationsFolder, string code) => NationLoader.Load(nationsFolder, code);

    /// <summary>The direction of writing of a language of this nation, left to right for others.</summary>
    public TextDirection DirectionOf(string languageTag) =>
        Languages.FirstOrDefault(language => language.Tag == languageTag)?.Dir ?? TextDirection.Ltr;

    /// <summary>Whether the notification is to be answered like any other but neither stored nor sent.</summary>
    public bool IsSimulated(EmailAddress address) => Email.Simulated.Contains(address.Normalised, StringComparer.Ordinal);

    /// <inheritdoc cref="IsSimulated(EmailAddress)"/>
    public bool IsSimulated(PhoneNumber number) => Phone.Examples.Simulated.Contains(number.E164, StringComparer.Ordinal);

    internal NationPack WithData(InternationalRates rates, Wording wording) => this with
    {
        DefaultLanguage = DefaultLanguage.Length > 0 ? DefaultLanguage : Languages[0].Tag,
        PhoneRules = new PhoneRules(Phone, rates),
        SmsEncoding = SmsEncodingRules.For(Sms),
        OptOutWords = new OptOutWords(Sms.OptOut),
        Wording = wording,
    };
}
