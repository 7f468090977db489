using System.Security.Cryptography.X509Certificates;
using MailKit;
using MailKit.Net.Imap;
using MailKit.Security;
using Notify.Providers.Email.Smtp;

namespace Notify.Server.Receipts.Bounces;

/// <summary>An open IMAP folder (RFC 9051, by MailKit) with the bounces that are still to be read.</summary>
internal sealed class BounceMailbox : IDisposable
{
    private readonly ImapClient _client;
    private readonly ImapOptions _settings;
    private readonly X509Certificate2Collection _trusted;
    private IMailFolder _folder = null!;
    private IMailFolder? _processed;
    private IMailFolder? _failed;

    private BounceMailbox(ImapClient client, ImapOptions settings, X509Certificate2Collection trusted)
    {
        (_client, _settings, _trusted) = (client, settings, trusted);
    }

    /// <summary>Connects, secures, authenticates and opens the folder for changes.</summary>
    public static async Task<BounceMailbox> OpenAsync(ImapOptions settings, CancellationToken cancellationToken)
    {
        var trusted = SmtpCertificates.Load(settings.TrustedCertificatesFile);
        var mailbox = new BounceMailbox(new ImapClient { Timeout = (int)settings.Timeout.TotalMilliseconds }, settings, trusted);
        try
        {
            await mailbox.ConnectAsync(cancellationToken);
            return mailbox;
        }
        catch
        {
            mailbox.Dispose();
            throw;
        }
    }

    /// <returns>The oldest messages that are not marked as deleted, with their sizes in bytes.</returns>
    public async Task<IReadOnlyList<(UniqueId Id, uint Size)>> ListAsync(int most, CancellationToken cancellationToken)
    {
        await _folder.CheckAsync(cancellationToken);
        var ids = await _folder.SearchAsync(MailKit.Search.SearchQuery.NotDeleted, cancellationToken);
        if (ids.Count == 0)
        {
            return [];
        }

        var summaries = await _folder.FetchAsync([.. ids.OrderBy(id => id.Id).Take(most)], MessageSummaryItems.UniqueId | MessageSummaryItems.Size, cancellationToken);
        return [.. summaries.Select(summary => (summary.UniqueId, summary.Size ?? 0)).OrderBy(item => item.UniqueId.Id)];
    }

    /// <returns>The whole message as it stands.</returns>
    public async Task<Stream> ReadAsync(UniqueId id, CancellationToken cancellationToken) => await _folder.GetStreamAsync(id, cancellationToken);

    /// <summary>Moves a message that was read away, or deletes it.</summary>
    public async Task DoneAsync(UniqueId id, CancellationToken cancellationToken)
    {
        if (_settings.ProcessedFolder.Length == 0)
        {
            await _folder.AddFlagsAsync(id, MessageFlags.Deleted, silent: true, cancellationToken);
        }
        else
        {
            await _folder.MoveToAsync(id, _processed ??= await FolderAsync(_settings.ProcessedFolder, cancellationToken), cancellationToken);
        }
    }

    /// <summary>Moves a message that cannot be read to where a person can look at it.</summary>
    public async Task PutAsideAsync(UniqueId id, CancellationToken cancellationToken) =>
        await _folder.MoveToAsync(id, _failed ??= await FolderAsync(_settings.FailedFolder, cancellationToken), cancellationToken);

    /// <summary>Removes what is marked as deleted and says goodbye.</summary>
    public async Task CloseAsync(CancellationToken cancellationToken)
    {
        await _folder.CloseAsync(expunge: _settings.ProcessedFolder.Length == 0, cancellationToken);
        await _client.DisconnectAsync(quit: true, cancellationToken);
    }

    public void Dispose()
    {
        _client.Dispose();
        foreach (var certificate in _trusted)
        {
            certificate.Dispose();
        }
    }

    private async Task ConnectAsync(CancellationToken cancellationToken)
    {
        if (_trusted.Count > 0)
        {
            _client.ServerCertificateValidationCallback = (_, certificate, sent, errors) => SmtpCertificates.IsTrusted(certificate, sent, errors, _trusted);
        }

        await _client.ConnectAsync(_settings.Host, _settings.Port, _settings.Security switch
        {
            SmtpSecurity.StartTls => SecureSocketOptions.StartTls,
            SmtpSecurity.Tls => SecureSocketOptions.SslOnConnect,
            SmtpSecurity.None => SecureSocketOptions.None,
            _ => throw new InvalidOperationException($"Unknown security {_settings.Security}"),
        }, cancellationToken);
        var password = _settings.PasswordFile.Length == 0
            ? _settings.Password
            : (await File.ReadAllLinesAsync(_settings.PasswordFile, cancellationToken)).FirstOrDefault("");
        await _client.AuthenticateAsync(_settings.Username, password, cancellationToken);
        _folder = await _client.GetFolderAsync(_settings.Folder, cancellationToken);
        await _folder.OpenAsync(FolderAccess.ReadWrite, cancellationToken);
    }

    private async Task<IMailFolder> FolderAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            return await _client.GetFolderAsync(name, cancellationToken);
        }
        catch (FolderNotFoundException)
        {
            var root = _client.GetFolder(_client.PersonalNamespaces[0]);
            return await root.CreateAsync(name, isMessageFolder: true, cancellationToken)
                ?? throw new FolderNotFoundException(name);
        }
    }
}
