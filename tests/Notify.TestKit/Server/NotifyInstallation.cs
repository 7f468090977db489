namespace Notify.TestKit.Server;

/// <summary>A database and the data folder whose key encrypts in it: what processes of one installation share.</summary>
public sealed class NotifyInstallation : NotifyDatabase
{
    public string DataFolder { get; } = Directory.CreateTempSubdirectory("notify-installation-").FullName;

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(DataFolder, recursive: true);
    }
}
