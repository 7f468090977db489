using Notify.Core.Services;

namespace Notify.Data.Services;

/// <summary>A service with the keys that may sign for it or could until lately.</summary>
public sealed record ServiceWithKeys(Service Service, IReadOnlyList<ApiKey> Keys);
