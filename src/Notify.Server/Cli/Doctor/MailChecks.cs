using System.ComponentModel.DataAnnotations;
using Notify.Core.Notifications;
using Notify.Providers.Email.Smtp;
using Notify.Providers.Sandbox;
using Notify.Server.Delivery;
using Notify.Server.Hosting;
using Notify.Server.Receipts.Bounces;

namespace Notify.Server.Cli.Doctor;

/// <summary>Looks at the mail servers, the keys that sign and where bounces go; servers, DNS and mailbox are really asked.</summary>
internal static class MailChecks
{
    private const string Servers = "e-mail provider";
    private const string Bounces = "return path";

    public static async IAsyncEnumerable<Finding> RunAsync(
        IConfiguration configuration, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var delivery = DeliverySettings.Read(configuration);
        IReadOnlyCollection<string> names = [];
        if (Refusal(() => names = [.. delivery.Providers(Channel.Email).Keys]) is { } wrong)
        {
            yield return Finding.Bad(Servers, "the names and weights cannot be read", wrong);
            yield break;
        }

        var sends = false;
        foreach (var name in names)
        {
            sends |= name != SandboxEmailProvider.ProviderName;
            yield return await ServerAsync(configuration, delivery, name, cancellationToken);
        }

        if (!sends)
        {
            yield break;
        }

        await foreach (var finding in DkimChecks.RunAsync(configuration, cancellationToken))
        {
            yield return finding;
        }

        yield return await ReturnPathAsync(configuration, cancellationToken);
    }

    private static async Task<Finding> ServerAsync(IConfiguration configuration, DeliveryOptions delivery, string name, CancellationToken cancellationToken)
    {
        if (name == SandboxEmailProvider.ProviderName)
        {
            return Finding.Warning(
                Servers, "sandbox: e-mails are captured, not sent", $"To send, set {DeliveryOptions.SettingOf(Channel.Email)} to smtp and {SmtpOptions.Section}:Host to a mail server");
        }

        if (Refusal(() => SmtpSetup.Names(configuration)) is { } wrong)
        {
            return Finding.Bad(Servers, "a mail server has a wrong name", wrong);
        }

        var section = SmtpOptions.SectionOf(name);
        if (!SmtpSetup.Names(configuration).Contains(name))
        {
            return Finding.Bad(Servers, $"{name}: there is no mail server of this name", $"Set {section}:Host, or take the name out of {delivery.OriginOf(Channel.Email)}");
        }

        var options = configuration.GetSection(section).Get<SmtpOptions>() ?? new SmtpOptions();
        if (options.Host.Length == 0)
        {
            return Finding.Bad(Servers, $"{name}, but no mail server is named", $"Set {section}:Host");
        }

        if (Wrong(options) is { } invalid)
        {
            return Finding.Bad(Servers, $"{name}: {invalid}", $"Mend the settings under {section}");
        }

        try
        {
            await using var pool = new SmtpConnectionPool(options, TimeProvider.System);
            return await pool.WhyUnreachableAsync(cancellationToken) is { } reason
                ? Finding.Bad(Servers, $"{name}, {options.Host}: {reason}", $"Mend the settings under {section}, or the mail server")
                : Finding.Good(Servers, $"{name}: {options.Host} lets us in");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or System.Security.Cryptography.CryptographicException)
        {
            return Finding.Bad(Servers, $"{name}: {e.Message}", $"Mend {section}:TrustedCertificatesFile");
        }
    }

    private static async Task<Finding> ReturnPathAsync(IConfiguration configuration, CancellationToken cancellationToken)
    {
        var options = configuration.GetSection(BounceOptions.Section).Get<BounceOptions>() ?? new BounceOptions();
        if (options.Domain.Length == 0)
        {
            return Finding.Warning(
                Bounces, "no domain for bounces is set, so they go to the senders' addresses and nobody reads them here", $"Set {BounceOptions.Section}:Domain to a domain whose mail comes to us");
        }

        if ((Wrong(options) ?? Wrong(options.Imap)) is { } invalid)
        {
            return Finding.Bad(Bounces, invalid, $"Mend the settings under {BounceOptions.Section}");
        }

        if (options.Imap.Host.Length == 0)
        {
            return Finding.Good(Bounces, $"{options.Domain}; no mailbox is read, so its mail server hands bounces to 'notify bounce'");
        }

        try
        {
            using var mailbox = await BounceMailbox.OpenAsync(options.Imap, cancellationToken);
            return Finding.Good(Bounces, $"{options.Domain}; folder {options.Imap.Folder} of the mailbox at {options.Imap.Host} opens");
        }
        catch (Exception e) when (ReadBouncesJob.IsOfMailbox(e) || e is TimeoutException or UnauthorizedAccessException or System.Security.Cryptography.CryptographicException)
        {
            return Finding.Bad(Bounces, $"the mailbox at {options.Imap.Host} does not open: {e.Message.ReplaceLineEndings("\n").Split('\n')[0]}", $"Mend the settings under {BounceOptions.Section}:Imap, or the mailbox");
        }
    }

    private static string? Refusal(Action action)
    {
        try
        {
            action();
            return null;
        }
        catch (Exception e) when (e is RefusedException or FormatException)
        {
            return e.Message;
        }
    }

    /// <returns>What the start would refuse, or null.</returns>
    private static string? Wrong(object options)
    {
        var results = new List<ValidationResult>();
        return Validator.TryValidateObject(options, new ValidationContext(options), results, validateAllProperties: true)
            ? null
            : string.Join("; ", results.Select(result => result.ErrorMessage));
    }
}
