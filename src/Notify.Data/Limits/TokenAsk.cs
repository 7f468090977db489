using Notify.Core.Services;

namespace Notify.Data.Limits;

/// <summary>Tokens that a host asks for, for one service and kind of key.</summary>
public sealed record TokenAsk(Guid ServiceId, KeyType KeyType)
{
    /// <summary>Requests in 60 seconds, as the service has it now.</summary>
    public required int Limit { get; init; }

    /// <summary>Requests that wait for one each.</summary>
    public required int Wanted { get; init; }

    /// <summary>Further ones to reserve for requests to come; all or none are given.</summary>
    public required int InAdvance { get; init; }

    /// <summary>Size of the block reserved before, which ends with this.</summary>
    public required int Released { get; init; }

    /// <summary>What is left of that block and goes back.</summary>
    public required int Unspent { get; init; }

    /// <summary>As it came with that block.</summary>
    public required long Generation { get; init; }

    /// <summary>This host has not seen the bucket: it may have to be made.</summary>
    public required bool IsNew { get; init; }
}

/// <summary>What a host was given.</summary>
/// <param name="Passed">Waiting requests that may pass; the others find no token.</param>
/// <param name="Block">Tokens reserved for requests to come, for the time agreed.</param>
/// <param name="Reserved">Tokens that hosts hold in advance, this one's block included: some may come back.</param>
/// <param name="Tokens">Left in the bucket.</param>
public sealed record TokenGrant(Guid ServiceId, KeyType KeyType, int Passed, int Block, int Reserved, double Tokens, long Generation);
