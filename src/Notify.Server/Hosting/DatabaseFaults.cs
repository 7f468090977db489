using System.Net.Sockets;
using Npgsql;

namespace Notify.Server.Hosting;

/// <summary>Tells a database that is away from one that says no.</summary>
public static class DatabaseFaults
{
    /// <returns>Whether trying again after a while may help, with nothing changed by us: no connection, starting up, shutting down, too many
    /// connections, no room on the disk or in memory, a disk that fails.</returns>
    public static bool IsAway(Exception e)
    {
        ArgumentNullException.ThrowIfNull(e);
        return e switch
        {
            PostgresException refused => refused.SqlState is { } state
                && (state.StartsWith("08", StringComparison.Ordinal) || state.StartsWith("53", StringComparison.Ordinal)
                    || state is "57P01" or "57P02" or "57P03" or "58030" or "25006"),
            NpgsqlException => e.IsOfNetwork() || e.Message.Contains("pool has been exhausted", StringComparison.Ordinal),
            _ => e is SocketException or TimeoutException or IOException && e.IsOfNetwork(),
        };
    }

    /// <returns>Whether the same statement may do at once or soon: a deadlock, a conflict, a lock or a time that ran out.</returns>
    public static bool IsPassing(Exception e) => IsAway(e) || e is PostgresException { SqlState: "40001" or "40P01" or "55P03" or "57014" };

    /// <returns>Whether it is the database's trouble, of whatever kind: for work that comes again by itself, and says why it could not be done now.</returns>
    public static bool IsOne(Exception e) => e is NpgsqlException or IOException or TimeoutException;

    public static bool IsUnknownHost(Exception e)
    {
        for (var inner = e; inner is not null; inner = inner.InnerException)
        {
            if (inner is SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain })
            {
                return true;
            }
        }

        return false;
    }

    /// <returns>The reason in a few words, without a stack trace.</returns>
    public static string Words(Exception e)
    {
        ArgumentNullException.ThrowIfNull(e);
        return e switch
        {
            PostgresException refused => refused.MessageText,
            _ => (e.InnerException is SocketException or TimeoutException ? e.InnerException.Message : e.Message).ReplaceLineEndings(" "),
        };
    }

    /// <returns>One line that says what to do.</returns>
    public static RefusedException Refusal(DatabaseAddress database, Exception e) => new(
        e switch
        {
            PostgresException { SqlState: "28P01" or "28000" } => $"The {database} refuses our user name or password: mend {DatabaseAddress.Variable}",
            PostgresException { SqlState: "3D000" } => $"There is no {database}: create it, or mend {DatabaseAddress.Variable}",
            PostgresException { SqlState: "42501" } refused => $"Our user may not do this in the {database} ({refused.MessageText}): give it the right, or use its owner",
            _ => $"The {database} cannot be reached ({Words(e)}): start it, or mend {DatabaseAddress.Variable}",
        },
        e);

    private static bool IsOfNetwork(this Exception e)
    {
        for (var inner = e; inner is not null; inner = inner.InnerException)
        {
            if (inner is SocketException or TimeoutException or IOException or EndOfStreamException)
            {
                return true;
            }
        }

        return false;
    }
}
