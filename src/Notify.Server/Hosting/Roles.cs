namespace Notify.Server.Hosting;

/// <summary>What a process of <c>notify serve</c> does. Hosts of each role may be started in any number.</summary>
[Flags]
public enum Roles
{
    None = 0,

    /// <summary>Answers API v2.</summary>
    Api = 1,

    /// <summary>Shows the pages.</summary>
    Web = 2,

    /// <summary>Sends, and does the recurring work.</summary>
    Worker = 4,

    All = Api | Web | Worker,
}

/// <summary>Reads <see cref="Roles"/> from the command line.</summary>
public static class RoleNames
{
    /// <param name="text">Names with commas between, such as <c>api,worker</c>.</param>
    /// <exception cref="FormatException">A name is none of the three; the message says which.</exception>
    public static Roles Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var roles = Roles.None;
        foreach (var name in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            roles |= name switch
            {
                "api" => Roles.Api,
                "web" => Roles.Web,
                "worker" => Roles.Worker,
                _ => throw new FormatException($"'{name}' is not a role: api, web or worker, with commas between"),
            };
        }

        return roles == Roles.None ? throw new FormatException("No role named: api, web or worker, with commas between") : roles;
    }
}
