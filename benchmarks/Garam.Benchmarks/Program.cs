using Garam.Benchmarks.Transport;

// BenchmarkDotNet measures code; what a whole server costs in memory and processor time is measured from outside it.
if (args is ["transport", .. var rest])
{
    return await TransportMeasurement.RunAsync(rest);
}

BenchmarkDotNet.Running.BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
return 0;
