using System.Collections.Concurrent;
using Notify.Core.Services;
using Notify.Core.Templates;
using Notify.Data.Templates;

namespace Notify.Data.Services;

/// <summary>Services and their newest templates, kept in this process so that a request costs no visit to the database.</summary>
/// <remarks>What is kept is dropped when the database says that it changed (<see cref="ServiceChanges"/>). It is believed only while this
/// process hears the database, and for a bounded time, should one notice be missed. That something is absent is never kept.</remarks>
public sealed class ServiceAccounts(ServiceAccountStore accounts, TemplateStore templates, TimeProvider time)
{
    /// <summary>Oldest age at which something is believed.</summary>
    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(60);

    /// <summary>A host that has heard nothing, not even an answer to its probe, for so long asks the database each time.</summary>
    private static readonly TimeSpan MaxSilence = TimeSpan.FromSeconds(2);

    /// <summary>Tokens that nobody signed must not send every request to the database.</summary>
    private static readonly TimeSpan AgainAtMostEvery = TimeSpan.FromMilliseconds(50);

    private readonly ConcurrentDictionary<Guid, Kept> _kept = new();
    private readonly ConcurrentDictionary<Guid, long> _askedAgain = new();
    private long _heardAt;
    private long _changes;

    /// <returns>Null when there is no such service.</returns>
    /// <exception cref="Core.Secrets.UndecipherableException">A key's secret does not open with this host's key ring.</exception>
    public async ValueTask<ServiceAccount?> FindAsync(Guid serviceId, CancellationToken cancellationToken) =>
        (await KeptAsync(serviceId, cancellationToken))?.Account;

    /// <summary>Asks the database, since what is kept lacks something that may just have been made: absence is not believed.</summary>
    /// <returns>The account as it is now, or was a moment ago when it was asked for again then; null when there is none.</returns>
    public async ValueTask<ServiceAccount?> FindAgainAsync(Guid serviceId, CancellationToken cancellationToken)
    {
        var now = time.GetTimestamp();
        var last = _askedAgain.GetOrAdd(serviceId, 0);
        if ((last == 0 || time.GetElapsedTime(last, now) >= AgainAtMostEvery) && _askedAgain.TryUpdate(serviceId, now, last))
        {
            Drop(serviceId);
        }

        return await FindAsync(serviceId, cancellationToken);
    }

    /// <summary>The newest version of a template, archived or not.</summary>
    /// <returns>Null when the service has none of that id.</returns>
    public async ValueTask<StoredTemplate?> FindTemplateAsync(Guid serviceId, Guid templateId, CancellationToken cancellationToken)
    {
        if (await KeptAsync(serviceId, cancellationToken) is not { } kept)
        {
            return null;
        }

        return kept.Templates.TryGetValue(templateId, out var template)
            ? template
            : Keep(kept, await templates.FindAsync(serviceId, templateId, version: null, cancellationToken));
    }

    /// <summary>The newest version of the unarchived template that programs call so.</summary>
    /// <returns>Null when the service has none of that name.</returns>
    public async ValueTask<StoredTemplate?> FindTemplateAsync(Guid serviceId, string stableName, CancellationToken cancellationToken)
    {
        if (await KeptAsync(serviceId, cancellationToken) is not { } kept)
        {
            return null;
        }

        return kept.TemplatesByName.TryGetValue(stableName, out var template)
            ? template
            : Keep(kept, await templates.FindByStableNameAsync(serviceId, stableName, cancellationToken));
    }

    /// <summary>The database answered: notices up to now have arrived.</summary>
    internal void Heard() => Volatile.Write(ref _heardAt, time.GetTimestamp());

    internal void Drop(Guid serviceId)
    {
        // What is being read at this moment may be from before the change, so it is not kept either.
        Interlocked.Increment(ref _changes);
        _kept.TryRemove(serviceId, out _);
    }

    /// <summary>Notices may have been lost.</summary>
    internal void DropAll()
    {
        Volatile.Write(ref _heardAt, 0);
        Interlocked.Increment(ref _changes);
        _kept.Clear();
    }

    /// <summary>Whether what is kept may be believed now.</summary>
    internal bool Hears => Volatile.Read(ref _heardAt) is not 0 and var heardAt && time.GetElapsedTime(heardAt) < MaxSilence;

    private async ValueTask<Kept?> KeptAsync(Guid serviceId, CancellationToken cancellationToken)
    {
        if (Hears && _kept.TryGetValue(serviceId, out var kept) && time.GetElapsedTime(kept.ReadAt) < MaxAge)
        {
            return kept;
        }

        var changes = Interlocked.Read(ref _changes);
        var readAt = time.GetTimestamp();
        if (await accounts.FindAsync(serviceId, cancellationToken) is not { } account)
        {
            return null;
        }

        kept = new Kept(account, readAt);
        if (Hears && Interlocked.Read(ref _changes) == changes)
        {
            _kept[serviceId] = kept;
            if (Interlocked.Read(ref _changes) != changes)
            {
                _kept.TryRemove(KeyValuePair.Create(serviceId, kept));
            }
        }

        return kept;
    }

    private static StoredTemplate? Keep(Kept kept, StoredTemplate? template)
    {
        if (template is not null)
        {
            kept.Templates[template.Id] = template;
            if (template is { StableName: { } name, ArchivedAt: null, IsHidden: false })
            {
                kept.TemplatesByName[name] = template;
            }
        }

        return template;
    }

    /// <summary>Templates live and die with the account: one notice drops all that is the service's.</summary>
    private sealed record Kept(ServiceAccount Account, long ReadAt)
    {
        public ConcurrentDictionary<Guid, StoredTemplate> Templates { get; } = new();

        public ConcurrentDictionary<string, StoredTemplate> TemplatesByName { get; } = new(StringComparer.Ordinal);
    }
}
