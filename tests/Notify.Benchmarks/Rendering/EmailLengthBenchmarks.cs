using BenchmarkDotNet.Attributes;
using Notify.Core.Templates;

namespace Notify.Benchmarks.Rendering;

/// <summary>Time per KB may not grow with length: divide each mean by its length.</summary>
[MemoryDiagnoser]
public class EmailLengthBenchmarks
{
    private EmailTemplate _template = EmailTemplate.Parse("", "");

    [Params(1_000, 100_000, 2_000_000)]
    public int Length { get; set; }

    [GlobalSetup]
    public void Parse() => _template = EmailTemplate.Parse(Samples.Subject, Samples.OfLength(Length));

    [Benchmark]
    public RenderedEmail Render() => _template.Render(Samples.Values);
}
