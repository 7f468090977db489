using BenchmarkDotNet.Attributes;
using Notify.Core.Nations;
using Notify.Core.Recipients;

namespace Notify.Benchmarks.Recipients;

/// <summary>One phone number: less than 10 µs.</summary>
[MemoryDiagnoser]
public class PhoneNumberBenchmarks
{
    private readonly PhoneRules _rules = NationPack.Load(Path.Combine(WorkingCopy.Root, "templates", "nations"), "gb").PhoneRules;

    [Params("07900900123", "+44 7900 900 123", "020 7946 0000", "+33612345678", "+1 416 869 3457", "079009001234", "not a number")]
    public string Number { get; set; } = "";

    [Benchmark]
    public bool Phone() => PhoneNumber.TryParse(Number, _rules, out _, out _);
}
