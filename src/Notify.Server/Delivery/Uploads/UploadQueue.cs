namespace Notify.Server.Delivery.Uploads;

/// <summary>Hangfire's queues for uploads, with workers of their own: a long list keeps no other job waiting.</summary>
internal static class UploadQueue
{
    public const string Name = "uploads";

    /// <summary>More at once gain nothing on one database.</summary>
    public const int Workers = 2;

    /// <summary>For pausing, resuming and cancelling: that must not wait until a worker is done with somebody's long list.</summary>
    public const string Steering = "steering";

    public const int SteeringWorkers = 2;
}
