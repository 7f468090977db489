using BenchmarkDotNet.Running;

// dotnet run -c Release --project tests/Notify.Benchmarks -- --filter '*Email*' --job short
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
