using Notify.Core.Errors;

namespace Notify.Core.Files;

/// <summary>Refusals of files that do not come from the file itself.</summary>
public static class FileRefusals
{
    public static NotifyError OnlyByEmail { get; } = new(400, NotifyError.BadRequest, "Can only send a file by email");

    public static NotifyError Virus { get; } = new(400, NotifyError.BadRequest, "File did not pass the virus scan");

    /// <summary>The original answers 500 here. The caller did nothing wrong and may try again, which 503 says.</summary>
    public static NotifyError ScannerAway { get; } = new(503, "ServiceUnavailableError", "Files cannot be checked for viruses right now, try again shortly")
    {
        RetryAfter = TimeSpan.FromSeconds(5),
    };

    /// <summary>The operator's to mend, not the caller's, so it is no 400; and no 500, since nothing broke.</summary>
    public static NotifyError NoScanner { get; } = new(
        503, "ServiceUnavailableError", "Files cannot be sent by email yet: the operator of this installation has not set up virus scanning")
    {
        RetryAfter = TimeSpan.FromMinutes(10),
    };

    /// <param name="settingsLink">Page on which the service's contact details are set.</param>
    public static NotifyError NotSetUp(string settingsLink) =>
        new(400, NotifyError.BadRequest, $"Send files by email has not been set up - add contact details for your service at {settingsLink}");
}
