using Notify.Core.Nations;
using Notify.Core.Notifications;
using Notify.Core.Recipients;
using Notify.Core.Recipients.Files;
using Notify.UnitTests.Nations;
using static Notify.UnitTests.Recipients.TestTables;

namespace Notify.UnitTests.Recipients;

public sealed class FileProblemTests
{
    private const string English = "en-GB";

    private static readonly Template Email = new(Channel.Email, "name", "date");
    private static readonly Wording Wording = Packs.Gb.Wording;

    [Theory]
    [InlineData("email address,name,date", "Your file is missing some rows/It needs at least one row of data.")]
    [InlineData("email address", "Your file is missing some rows/It needs at least one row of data, and columns called ‘name’ and ‘date’.")]
    [InlineData("name\nx", "There’s a problem with your column names/Your file needs a column called ‘email address’./Right now it has one column, called ‘name’.")]
    [InlineData("name,date\nx", "There’s a problem with your column names/Your file needs a column called ‘email address’./Right now it has columns called ‘name’ and ‘date’.")]
    [InlineData("email address,Email Address,name,date\nx,y", "There’s a problem with your column names/We found more than one column called ‘email address’./Delete or rename one of these columns and try again.")]
    [InlineData("email address,name\nx,y", "Your column names need to match the double brackets in your template/Your file is missing a column called ‘date’.")]
    [InlineData("email address,name,date\na@b.com,y,z", null)]
    public void WithColumns_says_what_to_do(string text, string? expected)
    {
        var problem = FileProblem.WithColumns(Check(text, Email), Email, Options, Wording, English);

        Assert.Equal(expected, problem is null ? null : string.Join('/', problem.Body.Prepend(problem.Heading)));
    }

    [Fact]
    public void WithColumns_too_many_rows_gives_the_numbers()
    {
        var options = Options with { MaxRows = 1_000 };
        var report = Check("email address,name,date\n" + string.Concat(Enumerable.Repeat("a@b.com,y,z\n", 1_234)), Email, options);

        var problem = FileProblem.WithColumns(report, Email, options, Wording, English)!;

        Assert.Equal("Your file has too many rows", problem.Heading);
        Assert.Equal(["Notify can process up to 1,000 rows at once. Your file has 1,234 rows."], problem.Body);
    }

    [Fact]
    public void WithRows_lists_what_to_mend_in_the_right_number()
    {
        var report = Check("email address,name,date\nbad,y,z\na@b.com,,z\na@b.com,y,\na@b.com,y,z", Email with
        {
            Judging = values => (string?)values[1].Value == "y" ? MessageFit.Fits : MessageFit.TooLong,
        });

        Assert.Equal(["fix 1 email address", "enter missing data in 2 rows", "shorten the message in 1 row"],
            FileProblem.WithRows(report, Channel.Email, Wording, English));
    }

    [Fact]
    public void WithSending_names_the_first_obstacle()
    {
        const string Text = "email address,name,date\na@b.com,y,z\nb@b.com,y,z";
        var guests = Options with { Guests = new GuestList(["a@b.com"], Packs.Gb.PhoneRules) };
        var few = Options with { MessagesLeft = 1 };

        Assert.Equal("You cannot send to these email addresses",
            FileProblem.WithSending(Check(Text, Email, guests), Channel.Email, guests, Wording, English, "people.csv")?.Heading);
        Assert.Equal(["You can still send 1 email today.", "‘people.csv’ contains 2 email addresses."],
            FileProblem.WithSending(Check(Text, Email, few), Channel.Email, few, Wording, English, "people.csv")?.Body);
        Assert.Null(FileProblem.WithSending(Check(Text, Email), Channel.Email, Options, Wording, English, "people.csv"));
    }

    [Fact]
    public void Every_fault_has_words()
    {
        var keys = Enum.GetValues<FileFault>().Select(fault => fault.WordingKey())
            .Concat(Enum.GetValues<PhoneFault>().Select(fault => fault.WordingKey()))
            .Append(CellFault.Missing.WordingKey)
            .Append(CellFault.NotAnEmailAddress.WordingKey);

        Assert.All(keys, key => Assert.NotEqual(key, Wording.Text(English, key)));
    }
}
