using Notify.Core.Services;
using Notify.Data.Callbacks;
using Notify.Data.ReceivedTexts;
using Notify.Data.Retention;
using Notify.Data.Services;
using Notify.Data.Templates;
using Notify.Server.Hosting;

namespace Notify.Server.Features.Declarations;

/// <summary>The stores that changes are written through, and what came of them.</summary>
internal sealed class ServiceWriter(
    Guid serviceId, ServiceStore services, TeamStore team, SenderStore senders, CallbackStore callbacks, ApiKeyStore keys, TemplateStore templates,
    RetentionStore retention, ReceivedTextStore receivedTexts)
{
    private readonly List<MadeKey> _madeKeys = [];
    private readonly Dictionary<string, (Guid Id, int Version)> _written = new(StringComparer.Ordinal);

    public Guid ServiceId => serviceId;

    public ServiceStore Services => services;

    public TeamStore Team => team;

    public SenderStore Senders => senders;

    public CallbackStore Callbacks => callbacks;

    public ApiKeyStore Keys => keys;

    public TemplateStore Templates => templates;

    public RetentionStore Retention => retention;

    public ReceivedTextStore ReceivedTexts => receivedTexts;

    public IReadOnlyList<MadeKey> MadeKeys => _madeKeys;

    /// <summary>Templates that were written, by stable name.</summary>
    public IReadOnlyDictionary<string, (Guid Id, int Version)> Written => _written;

    public void Made(string name, KeyType type, (Guid Id, KeyString Key) key) => _madeKeys.Add(new MadeKey(key.Id, name, type, key.Key));

    public void Wrote(string templateName, Guid id, int version) => _written[templateName] = (id, version);

    /// <summary>Somebody else, not through a file, changed the same thing between reading and writing.</summary>
    public static RefusedException Overtaken(string thing) => new($"{thing} was changed by somebody else at this moment: apply the file again");
}

/// <summary>A new key, whose text is shown this once.</summary>
internal sealed record MadeKey(Guid Id, string Name, KeyType Type, KeyString Key);
