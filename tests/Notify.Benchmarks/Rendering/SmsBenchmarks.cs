using BenchmarkDotNet.Attributes;
using Notify.Core.Templates;
using Notify.Core.Templates.Sms;

namespace Notify.Benchmarks.Rendering;

/// <summary>A text message with three placeholders, fragments counted: under 3 µs.</summary>
[MemoryDiagnoser]
public class SmsBenchmarks
{
    private static readonly SmsEncodingRules Keep = SmsEncodingRules.Keep();

    private readonly SmsTemplate _template = SmsTemplate.Parse(
        "Hi ((name)), your appointment is on ((date)) at ((time)). Bring your passport. To change it, call 01234 567890.");

    [Benchmark]
    public RenderedSms Render() => _template.Render(Samples.Values, null, SmsEncodingRules.Original);

    [Benchmark]
    public RenderedSms RenderWithPrefix() => _template.Render(Samples.Values, "Licensing", SmsEncodingRules.Original);

    [Benchmark]
    public RenderedSms RenderKept() => _template.Render(Samples.Values, "Ŵ", Keep);
}
