using BenchmarkDotNet.Running;
using Notify.Benchmarks.Load;

// dotnet run -c Release --project tests/Notify.Benchmarks -- --filter '*Email*' --job short
// dotnet run -c Release --project tests/Notify.Benchmarks -- load [--quick] [--json] [--only WORK]
switch (args)
{
    case ["load", .. var options]:
        return await LoadVerb.RunAsync(options);
    default:
        BenchmarkSwitcher.FromAssembly(typeof(LoadVerb).Assembly).Run(args);
        return 0;
}
