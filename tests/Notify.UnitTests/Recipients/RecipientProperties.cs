using System.Text.RegularExpressions;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Notify.Core.Notifications;
using Notify.Core.Recipients;
using Notify.Core.Recipients.Files;
using Notify.UnitTests.Nations;
using static Notify.UnitTests.Recipients.TestTables;

namespace Notify.UnitTests.Recipients;

/// <summary>What holds for any input at all.</summary>
public sealed class RecipientProperties
{
    private static readonly PhoneRules Rules = Packs.Gb.PhoneRules;

    [Property(MaxTest = 500)]
    public bool Email_address_that_was_accepted_is_accepted_again_in_every_form(string? local, string? host)
    {
        return !EmailAddress.TryParse($"{local}@{host}.com", out var address, out _)
            || (Accepts(address.Value) && Accepts(address.Normalised) && Accepts(address.AsciiAddress) && address.Value == address.Value.Trim());

        static bool Accepts(string text) => EmailAddress.TryParse(text, out _, out _);
    }

    [Property(MaxTest = 500)]
    public bool Phone_number_that_was_accepted_reads_as_itself(ulong digits, bool plus)
    {
        var input = (plus ? "+" : "0") + digits % 1_000_000_000_000_000;
        return !PhoneNumber.TryParse(input, Rules, PhonePermissions.All, out var number, out _)
            || (PhoneNumber.TryParse(number.E164, Rules, PhonePermissions.All, out var again, out _) && again == number);
    }

    [Property(MaxTest = 500)]
    public bool Anything_is_a_number_or_a_fault_with_a_text(string? input) =>
        PhoneNumber.TryParse(input, Rules, out var number, out var message) ? number.Digits.All(char.IsAsciiDigit) : message.Length > 0;

    [Property(MaxTest = 500)]
    public bool Format_is_stable(string? input)
    {
        var once = RecipientFormat.Format(input ?? "", Rules);
        return RecipientFormat.Format(once, Rules) == once;
    }

    [Property(MaxTest = 200)]
    public bool Cells_written_with_quotes_are_read_back(string?[] cells)
    {
        // Carriage returns in a row are one, as a test of their own says.
        var texts = cells.Select(cell => Regex.Replace(cell ?? "", "\r+", "\r")).Prepend("first").ToArray();
        var line = string.Join(',', texts.Select(text => $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\""));
        var template = new Template(Channel.Sms);
        RecipientRow? read = null;

        Check("heading\n" + line, template, eachRow: row => read = row);

        var beyond = (IReadOnlyList<string?>?)read!.Cells.FirstOrDefault(cell => cell.Key.Length == 0)?.Value ?? [];
        return texts.Skip(1).Take(beyond.Count).SequenceEqual(beyond) && texts.Skip(1 + beyond.Count).All(text => text.Length == 0);
    }

    [Property(MaxTest = 300)]
    public bool Any_bytes_end_in_a_report(byte[] bytes, bool asZip)
    {
        var file = asZip ? [(byte)'P', (byte)'K', 3, 4, .. bytes] : bytes;
        return Check(file, new Template(Channel.Email, "name")).RowCount >= 0;
    }

    [Property(MaxTest = 300)]
    public FsCheck.Property Damaged_spreadsheet_ends_in_a_report()
    {
        var whole = Xlsx("""<row r="1"><c r="A1" t="inlineStr"><is><t>phone number</t></is></c></row><row r="2"><c r="A2"><v>447900900123</v></c></row>""");
        var damage = from at in Gen.Choose(0, whole.Length - 1)
                     from value in Gen.Choose(0, 255)
                     select (at, (byte)value);
        return Prop.ForAll(damage.ToArbitrary(), place =>
        {
            var file = (byte[])whole.Clone();
            file[place.at] = place.Item2;
            return Check(file, new Template(Channel.Sms)).RowCount >= 0;
        });
    }
}
