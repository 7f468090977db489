using Notify.Data.Embedded;

namespace Notify.IntegrationTests.Embedded;

/// <summary>This assembly run as a program: another <c>notify</c> process on the same machine, for tests that kill it or get in its way.</summary>
public static class HolderProgram
{
    public static async Task<int> Main(string[] arguments)
    {
        switch (arguments)
        {
            case ["hold", var folder]:
                await using (var postgres = await EmbeddedPostgres.StartAsync(
                    new EmbeddedPostgresOptions { DataFolder = folder, CreateWithoutSync = true }, CancellationToken.None))
                {
                    Console.WriteLine(postgres.ConnectionString);
                    Console.WriteLine(postgres.ClusterFolder);
                    await Console.In.ReadToEndAsync();   // until who started us closes the pipe
                }

                return 0;
            case ["leave", var folder]:
                var left = await EmbeddedPostgres.StartAsync(
                    new EmbeddedPostgresOptions { DataFolder = folder, CreateWithoutSync = true }, CancellationToken.None);
                Console.WriteLine(left.ConnectionString);
                Console.WriteLine(left.ClusterFolder);
                return 0;   // without disposing
            case ["data-folder"]:
                Console.WriteLine(DataFolder.Default());
                return 0;
            default:
                return 2;
        }
    }
}
