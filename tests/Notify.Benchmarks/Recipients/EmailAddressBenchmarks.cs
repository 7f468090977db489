using BenchmarkDotNet.Attributes;
using Notify.Core.Recipients;

namespace Notify.Benchmarks.Recipients;

/// <summary>One e-mail address.</summary>
[MemoryDiagnoser]
public class EmailAddressBenchmarks
{
    [Params("first.last@dept.example.gov.uk", "a@bücher.example", "not an address")]
    public string Address { get; set; } = "";

    [Benchmark]
    public bool Email() => EmailAddress.TryParse(Address, out _, out _);
}
