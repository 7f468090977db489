using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using DnsClient;
using Notify.Providers.Email.Dkim;

namespace Notify.Server.Cli.Doctor;

/// <summary>Looks at the keys that sign e-mails and at what the DNS publishes of them.</summary>
internal static class DkimChecks
{
    private const string About = "DKIM";
    private const int DnsPort = 53;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>One finding for each key, with what is to be published where it is not.</summary>
    public static async IAsyncEnumerable<Finding> RunAsync(IConfiguration configuration, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var options = configuration.GetSection(DkimOptions.Section).Get<DkimOptions>() ?? new DkimOptions();
        if (options.Keys.Count == 0)
        {
            yield return Finding.Warning(About, "no keys are set, so e-mails are not signed here", $"Set {DkimOptions.Section}:Keys, unless the mail server signs");
            yield break;
        }

        if (Resolver(options) is not { } resolver)
        {
            yield return Finding.Bad(About, $"'{options.Resolver}' is no address of a DNS server", $"Set {DkimOptions.Section}:Resolver to an address such as 192.0.2.53 or 192.0.2.53:53, or leave it out");
            yield break;
        }

        foreach (var key in options.Keys)
        {
            yield return await KeyAsync(key, resolver, cancellationToken);
        }
    }

    private static async Task<Finding> KeyAsync(DkimKeyOptions options, LookupClient resolver, CancellationToken cancellationToken)
    {
        DkimKey key;
        try
        {
            key = DkimKey.Load(options);
        }
        catch (DkimKeyException e)
        {
            return Finding.Bad(About, "a key cannot be used", e.Message);
        }

        using (key)
        {
            var publish = $"Publish {key.RecordName} TXT {Strings(key.RecordValue)}";
            try
            {
                var answer = await resolver.QueryAsync(key.RecordName, QueryType.TXT, cancellationToken: cancellationToken);
                var published = answer.Answers.TxtRecords().Select(record => string.Concat(record.Text)).ToList();
                return (published.Count, answer.Header.ResponseCode) switch
                {
                    (0, DnsHeaderResponseCode.NoError or DnsHeaderResponseCode.NotExistentDomain) =>
                        Finding.Warning(About, $"signs for {key.Domain}, but {key.RecordName} is not published, as far as this machine sees: receivers cannot check", publish),
                    (0, var code) => Unknown(key, $"the DNS answers {code}", publish),
                    _ when published.Exists(record => PublicKey(record) == PublicKey(key.RecordValue)) => Finding.Good(About, $"signs for {key.Domain}, and {key.RecordName} has its public key"),
                    _ => Finding.Bad(About, $"signs for {key.Domain}, but {key.RecordName} has another public key, so that no signature holds", publish),
                };
            }
            catch (Exception e) when (e is DnsResponseException or SocketException)
            {
                return Unknown(key, "the DNS does not answer", publish);
            }
        }
    }

    private static Finding Unknown(DkimKey key, string why, string publish) =>
        Finding.Warning(About, $"signs for {key.Domain}; whether {key.RecordName} is published cannot be found out: {why}", publish);

    private static LookupClient? Resolver(DkimOptions options)
    {
        IPEndPoint? server = null;
        if (options.Resolver.Length > 0 && !IPEndPoint.TryParse(options.Resolver, out server))
        {
            return null;
        }

        var look = server is null ? new LookupClientOptions() : new LookupClientOptions(server.Port == 0 ? new IPEndPoint(server.Address, DnsPort) : server);
        look.Timeout = Patience;
        look.Retries = 1;
        look.UseCache = false;
        return new LookupClient(look);
    }

    /// <summary>The <c>p=</c> of a record (RFC 6376 section 3.6.1), in which space may stand anywhere.</summary>
    private static string? PublicKey(string record) => record
        .Split(';', StringSplitOptions.TrimEntries)
        .Select(tag => tag.Split('=', 2, StringSplitOptions.TrimEntries))
        .Where(tag => tag is ["p", _])
        .Select(tag => string.Concat(tag[1].Where(c => !char.IsWhiteSpace(c))))
        .FirstOrDefault();

    /// <summary>A string of a TXT record holds 255 bytes; an RSA key needs two, which receivers join.</summary>
    private static string Strings(string value) => string.Join(' ', value.Chunk(255).Select(part => $"\"{new string(part)}\""));
}
