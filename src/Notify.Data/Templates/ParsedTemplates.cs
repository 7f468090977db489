using System.Collections.Concurrent;
using Notify.Core.Templates;

namespace Notify.Data.Templates;

/// <summary>Template versions, parsed once and rendered many times. A version never changes, so nothing here goes stale.</summary>
public sealed class ParsedTemplates(TemplateStore templates)
{
    private const int Most = 5000;

    private readonly ConcurrentDictionary<(Guid Service, Guid Template, int Version), ParsedTemplate> _parsed = new();

    /// <param name="template">As just read from the store.</param>
    public ParsedTemplate Parse(StoredTemplate template)
    {
        ArgumentNullException.ThrowIfNull(template);
        if (_parsed.Count >= Most)
        {
            // Seldom enough that starting anew is simpler than remembering who was used last.
            _parsed.Clear();
        }

        return _parsed.GetOrAdd((template.ServiceId, template.Id, template.Version), _ => new ParsedTemplate(template));
    }

    /// <returns>The version a notification was accepted with, or null when the service has none such.</returns>
    public async Task<ParsedTemplate?> FindAsync(Guid serviceId, Guid templateId, int version, CancellationToken cancellationToken) =>
        _parsed.TryGetValue((serviceId, templateId, version), out var parsed)
            ? parsed
            : await templates.FindAsync(serviceId, templateId, version, cancellationToken) is { } template ? Parse(template) : null;
}
