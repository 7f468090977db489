using BenchmarkDotNet.Attributes;
using Notify.Core.Nations;
using Notify.Core.Recipients;
using Notify.Core.Recipients.Files;
using Notify.Core.Templates;
using Notify.Core.Templates.Sms;

namespace Notify.Benchmarks.Recipients;

/// <summary>A file checked against a template: 100,000 rows are to take less than 3 s and 100 MB. Time grows with the rows, memory does not.</summary>
[MemoryDiagnoser]
public class RecipientFileBenchmarks
{
    private readonly NationPack _nation = NationPack.Load(Path.Combine(WorkingCopy.Root, "templates", "nations"), "gb");
    private readonly SmsTemplate _sms = SmsTemplate.Parse("Dear ((name)), your reference is ((reference)). It is due on ((date)).");
    private readonly RecipientFileOptions _options = new() { Permissions = PhonePermissions.All };
    private string _file = "";

    [Params(1_000, 100_000)]
    public int Rows { get; set; }

    [GlobalSetup]
    public void Write()
    {
        _file = Path.GetTempFileName();
        File.WriteAllLines(_file, Enumerable.Range(0, Rows)
            .Select(i => $"07{400_000_000 + i * 997 % 199_999_999},Person {i} of the house,REF-{i:000000},5 March 2026")
            .Prepend("phone number,name,reference,date"));
    }

    [GlobalCleanup]
    public void Delete() => File.Delete(_file);

    [Benchmark]
    public int CheckTexts()
    {
        var table = RecipientTable.Open(() => File.OpenRead(_file), _nation);
        return new RecipientFileCheck(table, new SmsRowTemplate(_sms, SmsEncodingRules.Original), _nation, _options).Run().RowsWithErrors;
    }
}
