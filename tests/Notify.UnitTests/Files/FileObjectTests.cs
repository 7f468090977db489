using System.Text.Json;
using Notify.Core.Errors;
using Notify.Core.Files;
using Notify.Core.Templates;

namespace Notify.UnitTests.Files;

/// <summary>Shape of file objects, after the answers recorded from the original and the tables of its schema.</summary>
public sealed class FileObjectTests
{
    private const string Flags = "Use a boolean true or false value.";
    private const string Periods = "Supported periods are from 1 to 78 weeks.";

    [Theory]
    [InlineData("""{"file":false}""", "file False is not of type string")]
    [InlineData("""{"file":1}""", "file 1 is not of type string")]
    [InlineData("""{"file":null}""", "file None is not of type string")]
    [InlineData("""{"file":{}}""", "file {} is not of type string")]
    [InlineData("""{"file":["it's", 1.50]}""", "file [\"its\", 1.5] is not of type string")]
    [InlineData("""{"file":"a","other":"b","zz":1}""", "Additional properties are not allowed (other, zz were unexpected)")]
    [InlineData("""{"zz":1,"file":"a","Zz":2,"é":3,"9":4,"zz":5}""", "Additional properties are not allowed (9, Zz, zz, é were unexpected)")]
    [InlineData("""{"file":"a","colour":"red"}""", "Additional properties are not allowed (colour was unexpected)")]
    [InlineData("""{"file":"a","is_csv":true,"filename":"a.csv"}""", "Do not set a value for `is_csv` if `filename` is set.")]
    [InlineData("""{"file":"a","is_csv":null,"filename":"a.csv"}""", "Do not set a value for `is_csv` if `filename` is set.")]
    [InlineData("""{"file":"a","is_csv":null,"filename":null}""", "Do not set a value for `is_csv` if `filename` is set.")]
    [InlineData("""{"file":"a","is_csv":1}""", $"is_csv Unsupported value for is_csv: 1. {Flags}")]
    [InlineData("""{"file":"a","is_csv":"it's"}""", $"is_csv Unsupported value for is_csv: its. {Flags}")]
    [InlineData("""{"file":"a","confirm_email_before_download":0}""", $"confirm_email_before_download Unsupported value for confirm_email_before_download: 0. {Flags}")]
    [InlineData("""{"file":"a","confirm_email_before_download":"yes"}""", $"confirm_email_before_download Unsupported value for confirm_email_before_download: yes. {Flags}")]
    [InlineData("""{"file":"a","confirm_email_before_download":[true,"x"]}""", $"confirm_email_before_download Unsupported value for confirm_email_before_download: [True, x]. {Flags}")]
    [InlineData("""{"file":"a","retention_period":"9999 weeks"}""", $"retention_period Unsupported value for retention_period: 9999 weeks. {Periods}")]
    [InlineData("""{"file":"a","retention_period":"99999999999999999999 weeks"}""", $"retention_period Unsupported value for retention_period: 99999999999999999999 weeks. {Periods}")]
    [InlineData("""{"file":"a","retention_period":"1 month"}""", $"retention_period Unsupported value for retention_period: 1 month. {Periods}")]
    [InlineData("""{"file":"a","retention_period":4}""", $"retention_period Unsupported value for retention_period: 4. {Periods}")]
    [InlineData("""{"file":"a","retention_period":"4"}""", $"retention_period Unsupported value for retention_period: 4. {Periods}")]
    [InlineData("""{"file":"a","retention_period":false}""", $"retention_period Unsupported value for retention_period: False. {Periods}")]
    [InlineData("""{"file":"a","retention_period":true}""", $"retention_period Unsupported value for retention_period: True. {Periods}")]
    [InlineData("""{"file":"a","retention_period":"0 weeks"}""", $"retention_period Unsupported value for retention_period: 0 weeks. {Periods}")]
    [InlineData("""{"file":"a","retention_period":"79 weeks"}""", $"retention_period Unsupported value for retention_period: 79 weeks. {Periods}")]
    [InlineData("""{"file":"a","retention_period":"2  weeks"}""", $"retention_period Unsupported value for retention_period: 2  weeks. {Periods}")]
    [InlineData("""{"file":"a","retention_period":"30 days"}""", $"retention_period Unsupported value for retention_period: 30 days. {Periods}")]
    [InlineData("""{"file":"a","retention_period":"-1 weeks"}""", $"retention_period Unsupported value for retention_period: -1 weeks. {Periods}")]
    [InlineData("""{"file":"a","retention_period":"1.5 weeks"}""", $"retention_period Unsupported value for retention_period: 1.5 weeks. {Periods}")]
    [InlineData("""{"file":"a","retention_period":""}""", $"retention_period Unsupported value for retention_period: . {Periods}")]
    [InlineData("""{"file":"a","filename":"file"}""", "filename `filename` must end with a file extension. For example, filename.csv")]
    [InlineData("""{"file":"a","filename":5}""", "filename `filename` must end with a file extension. For example, filename.csv")]
    [InlineData("""{"file":"a","filename":""}""", "filename `filename` must end with a file extension. For example, filename.csv")]
    public void Object_with_one_fault_is_answered_with(string json, string expected)
    {
        var fault = Fault(json);

        Assert.Equal((400, "ValidationError", expected), (fault.StatusCode, fault.Error, fault.Message));
        Assert.Single(fault.Faults);
    }

    [Fact]
    public void Object_with_all_seven_faults_is_answered_with_them_in_order()
    {
        var fault = Fault("""{"file":5,"is_csv":"q","filename":"x","retention_period":"y","zz":3,"confirm_email_before_download":"w"}""");

        Assert.Equal(
            [
                "Additional properties are not allowed (zz was unexpected)",
                "file 5 is not of type string",
                $"is_csv Unsupported value for is_csv: q. {Flags}",
                $"confirm_email_before_download Unsupported value for confirm_email_before_download: w. {Flags}",
                $"retention_period Unsupported value for retention_period: y. {Periods}",
                "filename `filename` must end with a file extension. For example, filename.csv",
                "Do not set a value for `is_csv` if `filename` is set.",
            ],
            fault.Faults.Select(one => one.Message));
    }

    [Theory]
    [InlineData("""{"file":"a"}""", null, true, 26, false)]
    [InlineData("""{"file":"a","filename":null,"confirm_email_before_download":null,"retention_period":null}""", null, true, 26, false)]
    [InlineData("""{"file":"a","filename":"report.pdf","confirm_email_before_download":false,"retention_period":"4 weeks"}""", "report.pdf", false, 4, false)]
    [InlineData("""{"file":"a","is_csv":true,"retention_period":" 1 WEEK "}""", null, true, 1, true)]
    [InlineData("""{"file":"a","is_csv":false,"retention_period":"1 weeks"}""", null, true, 1, false)]
    [InlineData("""{"file":"a","retention_period":"78 week"}""", null, true, 78, false)]
    [InlineData("""{"file":"a","retention_period":"0078 weeks\n"}""", null, true, 78, false)]
    [InlineData("""{"file":1,"file":"a"}""", null, true, 26, false)]
    public void Object_without_fault_is_read(string json, string? fileName, bool confirms, int weeks, bool isCsv)
    {
        Assert.True(Only(json).Check().TryGet(out var upload, out _));

        Assert.Equal(("a", fileName, confirms, weeks, isCsv), (upload.Base64, upload.FileName, upload.ConfirmsEmail, upload.Weeks, upload.IsCsv));
    }

    [Theory]
    [InlineData("""{"file":"a","\ud800":1}""", "Additional properties are not allowed (\ufffd was unexpected)")]
    [InlineData("""{"\udc00file":"a","file":"a","fil\u0065x":"\ud800"}""", "Additional properties are not allowed (filex, \ufffdfile were unexpected)")]
    [InlineData("""{"file":"a","is_csv":"\ud800"}""", $"is_csv Unsupported value for is_csv: \ufffd. {Flags}")]
    [InlineData("""{"fil\u0065":5}""", "file 5 is not of type string")]
    public void Half_a_surrogate_pair_is_no_more_than_a_fault(string json, string expected) => Assert.Equal(expected, Fault(json).Message);

    [Theory]
    [InlineData("""{"file":"\ud800"}""")]
    [InlineData("""{"file":"a","filename":"\ud800.txt"}""")]
    [InlineData("""{"file":"a","filename":"\u0000.txt"}""")]
    public void Odd_text_passes_the_shape(string json) => Assert.True(Only(json).Check().TryGet(out _, out _));

    [Fact]
    public void Very_long_value_is_not_repeated_whole()
    {
        var message = Fault($$"""{"file":"a","is_csv":"{{new string('x', 100_000)}}"}""").Message;

        Assert.InRange(message.Length, 1000, 1200);
        Assert.EndsWith($"x…. {Flags}", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Object_without_member_file_is_no_file()
    {
        var personalisation = Values("""{"a": {"potato": "x", "is_csv": "cucumber"}, "b": [{"file": "x"}], "c": "file"}""");

        Assert.False(personalisation.HasFiles);
        Assert.Empty(personalisation.Files);
    }

    private static NotifyError Fault(string json)
    {
        Assert.False(Only(json).Check().TryGet(out _, out var fault));
        return fault;
    }

    private static FileObject Only(string json) => Assert.Single(Values($$"""{"placeholder": {{json}}}""").Files);

    private static Personalisation Values(string json)
    {
        using var document = JsonDocument.Parse(json);
        return Personalisation.FromJson(document.RootElement);
    }
}
