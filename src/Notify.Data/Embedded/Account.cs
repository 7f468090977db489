using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Notify.Data.Embedded;

/// <summary>The user that PostgreSQL runs as. It refuses root, so root starts it as <c>postgres</c>, else <c>nobody</c>.</summary>
internal sealed record Account
{
    private readonly int _uid = -1;
    private readonly int _gid = -1;

    private Account()
    {
    }

    private Account(int uid, int gid)
    {
        _uid = uid;
        _gid = gid;
    }

    public static Account Own { get; } = new();

    /// <summary>Whether it is another user than this process's.</summary>
    public bool IsOther => _uid >= 0;

    /// <summary>The arguments before a program that make it run as this user; empty for our own.</summary>
    public IReadOnlyList<string> Prefix => IsOther
        ? ["setpriv", $"--reuid={_uid}", $"--regid={_gid}", "--clear-groups", "--"]
        : [];

    /// <param name="cluster">When it exists, its owner goes on running it: PostgreSQL insists, and a user <c>postgres</c> may
    /// have come to the machine since.</param>
    /// <exception cref="EmbeddedPostgresException">Root, but no way to become another user.</exception>
    public static async Task<Account> ForAsync(string? cluster, CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows() || !Environment.IsPrivilegedProcess)
        {
            return Own;
        }

        var account = await OwnerAsync(cluster, cancellationToken) ?? FromPasswd("postgres") ?? FromPasswd("nobody")
            ?? throw new EmbeddedPostgresException(
                "PostgreSQL does not run as root and there is no user postgres or nobody: add one, or run notify as an ordinary user.");
        var tried = await Command.RunAsync([.. account.Prefix, "true"], "/", cancellationToken);
        return tried.Succeeded
            ? account
            : throw new EmbeddedPostgresException(
                $"PostgreSQL does not run as root and setpriv (package util-linux) cannot become another user ({Reasons.Gist(tried.Words)}): install it, or run notify as an ordinary user.");
    }

    /// <summary>Makes a folder that only this user can enter (and root, of course).</summary>
    public void MakeFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
            return;
        }

        Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Give(path);
    }

    /// <summary>Writes a file that only this user can read.</summary>
    public void WriteFile(string path, string text)
    {
        File.Delete(path);
        Secret.Write(path, text);
        Give(path);
    }

    private void Give(string path)
    {
        if (IsOther && ChangeOwner(Encoding.UTF8.GetBytes(path + '\0'), (uint)_uid, (uint)_gid) != 0)
        {
            throw new IOException($"chown {path}: {Marshal.GetLastPInvokeErrorMessage()}");
        }
    }

    /// <returns>Null when the folder is not there or is root's own.</returns>
    private static async Task<Account?> OwnerAsync(string? folder, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(folder))
        {
            return null;
        }

        var numbers = OperatingSystem.IsMacOS()
            ? await Command.RunAsync(["stat", "-f", "%u %g", folder], "/", cancellationToken)
            : await Command.RunAsync(["stat", "-c", "%u %g", folder], "/", cancellationToken);
        return numbers.Succeeded && numbers.Output.Split(' ') is [var uid, var gid] && uid != "0"
            ? new Account(int.Parse(uid, CultureInfo.InvariantCulture), int.Parse(gid, CultureInfo.InvariantCulture))
            : null;
    }

    private static Account? FromPasswd(string name) => File.Exists("/etc/passwd")
        ? File.ReadLines("/etc/passwd")
            .Select(line => line.Split(':'))
            .Where(fields => fields.Length > 3 && fields[0] == name)
            .Select(fields => new Account(
                int.Parse(fields[2], CultureInfo.InvariantCulture), int.Parse(fields[3], CultureInfo.InvariantCulture)))
            .FirstOrDefault()
        : null;

    [DllImport("libc", EntryPoint = "chown", SetLastError = true)]
    private static extern int ChangeOwner(byte[] path, uint owner, uint group);
}
