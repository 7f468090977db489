using BenchmarkDotNet.Running;
using Notify.Benchmarks;

// dotnet run -c Release --project tests/Notify.Benchmarks -- --filter '*Email*' --job short
// dotnet run -c Release --project tests/Notify.Benchmarks -- load | faults | size | bulk: with --help for what each takes
if (args is [var verb, ..] && Verbs.Names.Contains(verb))
{
    return await Verbs.Create().Parse(args).InvokeAsync();
}

BenchmarkSwitcher.FromAssembly(typeof(Verbs).Assembly).Run(args);
return 0;
