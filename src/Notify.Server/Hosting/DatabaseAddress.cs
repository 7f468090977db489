using System.Web;
using Npgsql;

namespace Notify.Server.Hosting;

/// <summary>Where the database is, with the password: never printed whole.</summary>
public sealed class DatabaseAddress
{
    /// <summary>Name of the environment variable that holds it.</summary>
    public const string Variable = "NOTIFY_DATABASE";

    private DatabaseAddress(string connectionString) => ConnectionString = connectionString;

    /// <summary>In Npgsql's form.</summary>
    public string ConnectionString { get; }

    /// <param name="text">Npgsql's form (<c>Host=…;Username=…</c>) or a URL (<c>postgresql://user:password@host:5432/database?sslmode=require</c>).</param>
    /// <exception cref="RefusedException">It is neither; the message says so without repeating it.</exception>
    public static DatabaseAddress Parse(string text)
    {
        try
        {
            var builder = Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "postgres" or "postgresql"
                ? FromUrl(url!)
                : new NpgsqlConnectionStringBuilder(text);
            if (string.IsNullOrEmpty(builder.Host))
            {
                throw new ArgumentException("no host");
            }

            if (builder.Host.StartsWith('/') && !Directory.Exists(builder.Host))
            {
                throw new RefusedException($"There is no folder {builder.Host} with PostgreSQL's socket: start PostgreSQL, or mend {Variable}");
            }

            // Statements are prepared by themselves once seen a few times; waiting for a connection is bounded, so that a request gets its 503.
            SetUnlessGiven(builder, "Max Auto Prepare", () => builder.MaxAutoPrepare = 100);
            SetUnlessGiven(builder, "Timeout", () => builder.Timeout = 5);
            SetUnlessGiven(builder, "Application Name", () => builder.ApplicationName = "notify");
            return new DatabaseAddress(builder.ConnectionString);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or KeyNotFoundException)
        {
            throw new RefusedException(
                $"The database address ({Variable}) cannot be read. Give it as Host=…;Port=5432;Database=notify;Username=…;Password=… or as postgresql://user:password@host:5432/notify");
        }
    }

    /// <summary>Host, port and database, without user or password.</summary>
    public override string ToString()
    {
        var builder = new NpgsqlConnectionStringBuilder(ConnectionString);
        return builder.Host!.StartsWith('/') ? $"database {builder.Database} at {builder.Host}" : $"database {builder.Database} at {builder.Host}:{builder.Port}";
    }

    private static NpgsqlConnectionStringBuilder FromUrl(Uri url)
    {
        var user = url.UserInfo.Split(':', 2);
        var builder = new NpgsqlConnectionStringBuilder
        {
            Host = url.Host,
            Port = url.Port > 0 ? url.Port : 5432,
            Database = Uri.UnescapeDataString(url.AbsolutePath.TrimStart('/')),
            Username = Uri.UnescapeDataString(user[0]),
            Password = user.Length > 1 ? Uri.UnescapeDataString(user[1]) : null,
        };
        var query = HttpUtility.ParseQueryString(url.Query);
        foreach (var key in query.AllKeys.OfType<string>())
        {
            // libpq writes sslmode, Npgsql SSL Mode; the values differ by a hyphen only.
            builder[key == "sslmode" ? "SSL Mode" : key] = key == "sslmode" ? query[key]!.Replace("-", "", StringComparison.Ordinal) : query[key]!;
        }

        return builder;
    }

    private static void SetUnlessGiven(NpgsqlConnectionStringBuilder builder, string keyword, Action set)
    {
        if (!builder.ShouldSerialize(keyword))
        {
            set();
        }
    }
}
