namespace Notify.Server.Delivery.Uploads;

/// <summary>Hangfire's queue for uploads, with workers of its own: a long list keeps no other job waiting.</summary>
internal static class UploadQueue
{
    public const string Name = "uploads";

    /// <summary>More at once gain nothing on one database.</summary>
    public const int Workers = 2;
}
