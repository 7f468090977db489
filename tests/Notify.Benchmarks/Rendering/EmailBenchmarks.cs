using BenchmarkDotNet.Attributes;
using Notify.Core.Templates;
using Notify.Core.Templates.Email;

namespace Notify.Benchmarks.Rendering;

/// <summary>An e-mail of 1 KB: HTML, plain text, preheader, subject and content under 40 µs and 30 KB in all.</summary>
[MemoryDiagnoser]
public class EmailBenchmarks
{
    private static readonly EnvelopeModel Model = new("en", TextDirection.LeftToRight, new EmailBranding { Name = "Licensing" });

    private readonly EmailTemplate _template = EmailTemplate.Parse(Samples.Subject, Samples.Body);
    private readonly EmailEnvelope _envelope = EmailEnvelope.Load(Path.Combine(AppContext.BaseDirectory, "Envelopes"));
    private readonly RenderedEmail _rendered = EmailTemplate.Parse(Samples.Subject, Samples.Body).Render(Samples.Values);

    [Benchmark]
    public RenderedEmail Render() => _template.Render(Samples.Values);

    [Benchmark]
    public RenderedEmail RenderWithUnsubscribeLink() => _template.Render(Samples.Values, "https://example.gov/unsubscribe/123");

    [Benchmark]
    public FilledEmail Fill() => _template.Fill(Samples.Values);

    [Benchmark]
    public string Envelope() => _envelope.Render(_rendered, Model);

    [Benchmark]
    public EmailTemplate Parse() => EmailTemplate.Parse(Samples.Subject, Samples.Body);
}
