using Notify.Core.Notifications;
using Notify.Core.Recipients;
using Notify.Core.Recipients.Files;
using Notify.UnitTests.Nations;
using static Notify.UnitTests.Recipients.TestTables;

namespace Notify.UnitTests.Recipients;

public sealed class RecipientFileCheckTests
{
    private static readonly Template Sms = new(Channel.Sms, "name");
    private static readonly Template Email = new(Channel.Email, "list");

    [Theory]
    [InlineData("phone number,name\n07900900123,Bob\n", "07900900123|Bob")]
    [InlineData("Phone_Number,NA-ME,extra\n07900900123,Bob,x", "07900900123|Bob|x")]
    [InlineData("phone number,name\n07900900123,\n,Bob\n\nx,y", "07900900123|-!recipients.missing;-!recipients.missing|Bob;-!recipients.missing|-!recipients.missing;x!recipients.phone.unknown_character|y")]
    [InlineData("phone number,name,name,name\n07900900123,a,,b", "07900900123|a+-+b")]
    [InlineData("phone number,Phone number,name\n07900900123,07900900124,x", "07900900124|x")]
    [InlineData("phone number,name\n07900900123,Bob,extra\n07900900124", "07900900123|Bob|extra;07900900124|-!recipients.missing")]
    [InlineData("phone number , name\n07900900123 , \"a, \"\"b\"\"\"\n,,\n,,", "07900900123|a, \"b\"")]
    [InlineData("phone number,Name,name\n07900900123,x,", "07900900123|-!recipients.missing")]
    [InlineData("phone number,name\n02079460000,y", "02079460000!recipients.phone.not_domestic|y")]
    [InlineData("phone number,name\n07900900123,B\u00a0ob", "07900900123|Bob")]
    [InlineData("phone number,name,name\n07900900123,x\n07900900124,y,", "07900900123|x;07900900124|y")]
    public void Rows_are_read_and_judged(string text, string expected)
    {
        var rows = new List<string>();

        Check(text, Sms, eachRow: row => rows.Add(Print(row)));

        Assert.Equal(expected, string.Join(';', rows));
    }

    [Fact]
    public void Repeated_heading_gives_a_list_to_the_template()
    {
        object? list = null;
        var template = Email with { Judging = values => { list = values[1].Value; return MessageFit.Fits; } };

        var report = Check("email address,list,list\na@b.com,1,2", template);

        Assert.False(report.HasErrors);
        Assert.Equal(["1", "2"], Assert.IsType<IReadOnlyList<string?>>(list, exactMatch: false));
    }

    [Theory]
    [InlineData("name\nBob", "phone number")]
    [InlineData("phone number\n07900900123", "name")]
    [InlineData("phone number;name\n07900900123;x", "name,phone number")]
    [InlineData("", "name,phone number")]
    public void Missing_headings_are_named_in_the_templates_spelling(string text, string missing)
    {
        var report = Check(text, Sms);

        Assert.True(report.HasErrors);
        Assert.Equal(missing.Split(','), report.MissingHeadings.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Recipient_column_twice_is_an_error_of_the_file()
    {
        var report = Check("phone number,Phone number,name\n07900900123,07900900124,x", Sms);

        Assert.Equal(["phone number", "Phone number"], report.DuplicateRecipientHeadings);
        Assert.True(report.HasErrors);
        Assert.Equal(0, report.RowsWithErrors);
    }

    [Fact]
    public void Guest_list_holds_every_recipient_to_it()
    {
        const string Text = "phone number,name\n07900900123,x\n07900900124,y";
        var guests = new GuestList(["+44 7900 900123"], Packs.Gb.PhoneRules);

        Assert.False(Check(Text, Sms, Options with { Guests = guests }).GuestsOnly);
        Assert.True(Check(Text, Sms, Options with { Guests = new GuestList([], Packs.Gb.PhoneRules) }).GuestsOnly);
    }

    [Fact]
    public void Limits_are_counted_over_the_whole_file()
    {
        const string Text = "phone number,name\n07900900123,x\n+33612345678,y\n+33612345679,z";

        var report = Check(Text, Sms, Options with { Permissions = PhonePermissions.All, MessagesLeft = 2, InternationalLeft = 1, MaxRows = 2 });

        Assert.True(report is { RowCount: 3, TooManyRows: true, MoreRowsThanMessagesLeft: true, InternationalCount: 1, MoreInternationalThanLeft: false });
        Assert.Null(Check(Text, Sms, Options with { MaxRows = 1, Permissions = PhonePermissions.All }).ShownRows[1]);
    }

    [Fact]
    public void Shown_rows_are_those_with_errors_unless_a_heading_is_missing()
    {
        var text = "phone number,name\n" + string.Concat(Enumerable.Range(0, 50).Select(i => i % 2 == 0 ? "07900900123,x\n" : "bad,x\n"));

        Assert.Equal(Enumerable.Range(0, 20).Select(i => (int?)(2 * i + 1)), Check(text, Sms).ShownRows.Select(row => row?.Index));
        Assert.Equal(10, Check(text, Sms with { Placeholders = ["other"] }).ShownRows.Count);
        Assert.Equal(25, Check(text, Sms).RowsWithBadRecipients);
    }

    [Fact]
    public void Headings_alone_are_no_error_but_no_rows()
    {
        var report = Check("phone number,name", Sms);

        Assert.True(report is { HasErrors: false, RowCount: 0 });
    }

    [Fact]
    public void Message_that_cannot_be_sent_is_an_error_of_the_row()
    {
        var report = Check("phone number,name\n07900900123,x\n07900900123,y", Sms with
        {
            Judging = values => (string?)values[1].Value == "x" ? MessageFit.TooLong : MessageFit.Empty,
        });

        Assert.True(report is { RowsTooLong: 1, RowsEmpty: 1, RowsWithErrors: 2 });
    }

    [Fact]
    public void Hundred_thousand_rows_stream_through_and_are_not_kept()
    {
        var lines = Enumerable.Range(0, 100_000).Select(i => $"0790090{i % 10_000:0000},Person {i}\n").Prepend("phone number,name\n");
        var file = System.Text.Encoding.UTF8.GetBytes(string.Concat(lines));
        var rows = new List<WeakReference>();

        var report = Check(file, Sms, row => rows.Add(new WeakReference(row)));
        GC.Collect();

        Assert.True(report is { RowCount: 100_000, TooManyRows: false, HasErrors: false });
        Assert.InRange(rows.Count(row => row.IsAlive), 0, report.ShownRows.Count + 2);
    }
}
