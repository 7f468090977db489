using System.Globalization;
using System.Text;

namespace Notify.Data.Embedded;

/// <summary>The settings of the embedded server, as the text of a file that <c>postgresql.conf</c> includes.</summary>
internal static class PostgresSettings
{
    public const string FileName = "notify.conf";

    public static string For(ClusterPlace place, bool onSocket, int port, IReadOnlyDictionary<string, string> wishes)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["listen_addresses"] = onSocket ? "" : "127.0.0.1",
            ["port"] = port.ToString(CultureInfo.InvariantCulture),
            ["unix_socket_directories"] = onSocket ? place.SocketFolder : "",
            ["unix_socket_permissions"] = "0700",
            ["password_encryption"] = "scram-sha-256",

            // What has been committed is on the disk.
            ["fsync"] = "on",
            ["full_page_writes"] = "on",
            ["synchronous_commit"] = "on",

            // A small machine that does other things, too.
            ["max_connections"] = "200",
            ["shared_buffers"] = "128MB",
            ["max_wal_size"] = "1GB",
            ["jit"] = "off",

            ["timezone"] = "UTC",
            ["log_timezone"] = "UTC",
            ["lc_messages"] = "C",

            // No rows and no statements in the log: they may hold people's data.
            ["log_error_verbosity"] = "terse",
            ["log_min_error_statement"] = "panic",
            ["log_checkpoints"] = "off",
        };
        foreach (var (name, value) in wishes)
        {
            settings[name] = value;
        }

        var text = new StringBuilder("# Written anew by notify at each start.\n");
        foreach (var (name, value) in settings)
        {
            text.Append(CultureInfo.InvariantCulture, $"{name} = '{value.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("'", "''", StringComparison.Ordinal)}'\n");
        }

        return text.ToString();
    }
}
