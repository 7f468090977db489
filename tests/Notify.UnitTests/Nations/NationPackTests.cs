using Notify.Core.Nations;
using Notify.Core.Notifications;
using Notify.Core.Recipients;

namespace Notify.UnitTests.Nations;

public sealed class NationPackTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("packs").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    public static TheoryData<string> Codes => new(Directory.EnumerateFiles(Packs.Folder, "nation.json", SearchOption.AllDirectories)
        .Select(file => Path.GetFileName(Path.GetDirectoryName(file)!)));

    [Theory]
    [MemberData(nameof(Codes))]
    public void Load_reads_every_pack_that_ships(string code) =>
        Assert.Equal(code.ToUpperInvariant(), NationPack.Load(Packs.Folder, code).Code);

    [Fact]
    public void Gb_has_what_the_recorded_answers_demand()
    {
        var gb = Packs.Gb;

        Assert.Equal(("GB", 44, "GOVUK", 918), (gb.PhoneRules.DefaultRegion, gb.PhoneRules.CallingCode, gb.Sms.Senders.Default, gb.Sms.MaxCharacters));
        Assert.Equal(DowngradePolicy.Strip, gb.Sms.Downgrade.Policy);
        Assert.Equal(56, gb.Sms.Keep.Letters.Length);
        Assert.True(PhoneNumber.TryParse("07700900111", gb.PhoneRules, out var number, out _) && gb.IsSimulated(number));
        Assert.True(EmailAddress.TryParse("Simulate-delivered@notifications.service.gov.uk", out var address, out _) && gb.IsSimulated(address));
    }

    [Fact]
    public void Load_unknown_field_names_file_and_pointer()
    {
        Write("gb/nation.json", """{ "code": "GB", "phone": { "regoins": ["GB"], "examples": { "domestic": "1" } }, "colour": 1 }""");

        var fault = Assert.Throws<NationPackException>(() => NationPack.Load(_folder, "gb"));

        Assert.Contains(Path.Combine(_folder, "gb", "nation.json") + ": unknown field /phone/regoins", fault.Message, StringComparison.Ordinal);
        Assert.Contains("unknown field /colour", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_extends_lays_the_pack_over_its_base()
    {
        WriteBase();
        Write("gb-wls/nation.json", """
            { "code": "GB-WLS", "extends": "gb", "defaultLanguage": "cy", "phone": { "sharedCode": ["JE"], "emergency": null }, "sms": { "senders": { "default": "CYMRU" } } }
            """);

        var pack = NationPack.Load(_folder, "GB-WLS");

        Assert.Equal(("GB-WLS", "cy", "CYMRU", "Europe/London"), (pack.Code, pack.DefaultLanguage, pack.Sms.Senders.Default, pack.TimeZone));
        Assert.Equal(["JE"], pack.Phone.SharedCode);
        Assert.Empty(pack.Phone.Emergency);
        Assert.Equal("^7700[0-9]", Assert.Single(pack.Phone.Exceptions).Match);
        Assert.Contains("UK mobile", pack.Wording.Text("en-GB", "recipients.phone.not_domestic"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "keep": { "scripts": ["Hang", "Klin"] } }""", "/sms/keep/scripts: 'Klin'")]
    [InlineData("""{ "nationalTables": [{ "language": "xx", "singleShift": true, "lockingShift": false }] }""", "/sms/nationalTables: 'xx'")]
    public void Load_unknown_script_or_table_names_file_and_pointer(string sms, string expected)
    {
        WriteBase();
        Write("aa/nation.json", $$"""{ "code": "AA", "extends": "gb", "sms": {{sms}} }""");

        var fault = Assert.Throws<NationPackException>(() => NationPack.Load(_folder, "aa"));

        Assert.Contains(Path.Combine(_folder, "aa", "nation.json") + ": " + expected, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_reads_who_carries_each_channel_and_its_share()
    {
        var pack = LoadWithProviders("""[{ "channel": "sms", "name": "twilio", "weight": 60 }, { "channel": "sms", "name": "example-json" }]""");

        Assert.Equal([(Channel.Sms, "twilio", 60), (Channel.Sms, "example-json", null)], pack.Providers.Select(provider => (provider.Channel, provider.Name, provider.Weight)));
    }

    [Theory]
    [InlineData("""[{ "channel": "letter", "name": "press" }]""", "/providers/0/channel: nothing is sent by letter")]
    [InlineData("""[{ "channel": "fax", "name": "press" }]""", "$.providers[0].channel")]
    [InlineData("""[{ "name": "twilio" }]""", "channel")]
    [InlineData("""[{ "channel": "sms", "name": "Twilio" }]""", "/providers/0/name: 'Twilio' is no name of a provider")]
    [InlineData("""[{ "channel": "sms", "name": "twilio", "weight": -1 }]""", "/providers/0/weight: -1 is not from 0 to 100")]
    [InlineData("""[{ "channel": "sms", "name": "twilio", "weight": 101 }]""", "/providers/0/weight: 101 is not from 0 to 100")]
    [InlineData("""[{ "channel": "sms", "name": "a" }, { "channel": "sms", "name": "a" }]""", "/providers/1/name: a is named twice for sms")]
    [InlineData("""[null]""", "/providers/0 is null")]
    [InlineData("""[{ "channel": "sms", "name": null }]""", "$.providers[0].name")]
    [InlineData("""[{ "channel": "sms" }]""", "name")]
    [InlineData("""[{ "channel": "sms", "name": "twilio", "share": 1 }]""", "unknown field /providers/0/share")]
    public void Load_providers_that_cannot_be_used_names_file_and_place(string providers, string expected)
    {
        var fault = Assert.Throws<NationPackException>(() => LoadWithProviders(providers));

        Assert.StartsWith(Path.Combine(_folder, "aa", "nation.json") + ": ", fault.Message, StringComparison.Ordinal);
        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "code": "AA", "extends": "aa" }""", "circle")]
    [InlineData("""{ "code": "AA" }""", "names")]
    [InlineData("""{ "code": """, "aa")]
    [InlineData("[]", "one object")]
    public void Load_broken_pack_says_what_is_wrong(string json, string expected)
    {
        Write("aa/nation.json", json);

        var fault = Assert.Throws<NationPackException>(() => NationPack.Load(_folder, "aa"));

        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../gb")]
    [InlineData("")]
    [InlineData("nowhere")]
    public void Load_code_that_is_none_is_refused(string code) =>
        Assert.Throws<NationPackException>(() => NationPack.Load(_folder, code));

    private NationPack LoadWithProviders(string providers)
    {
        WriteBase();
        Write("aa/nation.json", $$"""{ "code": "AA", "extends": "gb", "providers": {{providers}} }""");
        return NationPack.Load(_folder, "aa");
    }

    private void WriteBase()
    {
        foreach (var file in new[] { "shared/rates.json", "shared/wording/en.json", "gb/nation.json", "gb/wording/en-GB.json" })
        {
            Write(file, File.ReadAllText(Path.Combine(Packs.Folder, file)));
        }
    }

    private void Write(string file, string text)
    {
        var path = Path.Combine(_folder, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
