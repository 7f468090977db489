using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Notify.Providers.Email.Smtp;

/// <summary>Judges a mail server's certificate by authorities of the operator's own, beside the machine's.</summary>
public static class SmtpCertificates
{
    /// <param name="file">Certificates in PEM; empty: none.</param>
    public static X509Certificate2Collection Load(string file)
    {
        var certificates = new X509Certificate2Collection();
        if (!string.IsNullOrEmpty(file))
        {
            certificates.ImportFromPemFile(file);
        }

        return certificates;
    }

    /// <param name="sent">The chain of the usual check, with the certificates between the server's own and its authority's that the server sent along.</param>
    /// <param name="errors">What the usual check found: a wrong or missing name is never excused, an unknown authority is when it is ours.</param>
    public static bool IsTrusted(X509Certificate? certificate, X509Chain? sent, SslPolicyErrors errors, X509Certificate2Collection trusted)
    {
        if (errors == SslPolicyErrors.None)
        {
            return true;
        }

        if (certificate is not X509Certificate2 presented || errors != SslPolicyErrors.RemoteCertificateChainErrors)
        {
            return false;
        }

        ArgumentNullException.ThrowIfNull(trusted);
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(trusted);
        if (sent is not null)
        {
            chain.ChainPolicy.ExtraStore.AddRange(sent.ChainPolicy.ExtraStore);
        }

        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(presented);
    }
}
