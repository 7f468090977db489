using BenchmarkDotNet.Running;
using Notify.Benchmarks.Faults;
using Notify.Benchmarks.Load;
using Notify.Benchmarks.Sizes;

// dotnet run -c Release --project tests/Notify.Benchmarks -- --filter '*Email*' --job short
// dotnet run -c Release --project tests/Notify.Benchmarks -- load [--quick | --passes N] [--json] [--only WORK] [--statements]
// dotnet run -c Release --project tests/Notify.Benchmarks -- faults [--rounds 50] [--quick] [--seed N] [--json]
// dotnet run -c Release --project tests/Notify.Benchmarks -- size [--rows 10000000] [--json]
// dotnet run -c Release --project tests/Notify.Benchmarks -- bulk [--passes 5]
switch (args)
{
    case ["load", .. var options]:
        return await LoadVerb.RunAsync(options);
    case ["faults", .. var options]:
        return await FaultsVerb.RunAsync(options);
    case ["size", ..]:
        return await SizeRun.RunAsync(args);
    case ["bulk", ..]:
        return await BulkRun.RunAsync(args);
    default:
        BenchmarkSwitcher.FromAssembly(typeof(LoadVerb).Assembly).Run(args);
        return 0;
}
