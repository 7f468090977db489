namespace Notify.Data;

/// <summary>What PostgreSQL is told of hosts that fall silent without closing their connections: frozen, cut off, or without power. Else it would keep
/// what they had locked until they wake, or for two hours.</summary>
internal static class SilentHost
{
    /// <summary>After so long in the middle of a transaction, or without an answer on the wire, a host is taken for gone.</summary>
    public const string Bound = "20s";

    /// <summary>Ends a session whose host does not answer, and with it what it holds for life. Without meaning on a socket of the same machine.</summary>
    public const string EndSession = """
        select set_config('tcp_keepalives_idle', '5', false), set_config('tcp_keepalives_interval', '5', false), set_config('tcp_keepalives_count', '3', false),
               set_config('tcp_user_timeout', '20000', false)
        """;

    /// <summary>Ends the present transaction when its host says nothing.</summary>
    public const string EndTransaction = $"select set_config('idle_in_transaction_session_timeout', '{Bound}', true)";
}
