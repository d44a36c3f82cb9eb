using Garam.Benchmarks.Attack;
using Garam.Benchmarks.Client;
using Garam.Benchmarks.Metadata;
using Garam.Benchmarks.Model;
using Garam.Benchmarks.S3;
using Garam.Benchmarks.Server;
using Garam.Benchmarks.Transport;

// BenchmarkDotNet measures code; what a whole server costs in memory and processor time is measured from outside it.
switch (args)
{
    case ["transport", .. var rest]:
        return await TransportMeasurement.RunAsync(rest);
    case ["server", .. var rest]:
        return await ServerMeasurement.RunAsync(rest);
    case ["attack", .. var rest]:
        return await AttackMeasurement.RunAsync(rest);
    case ["s3", .. var rest]:
        return await S3Measurement.RunAsync(rest);
    case ["state", .. var rest]:
        return await StateMeasurement.RunAsync(rest);
    case ["model", .. var rest]:
        return await ModelMeasurement.RunAsync(rest);
    case ["restart", .. var rest]:
        return await RestartMeasurement.RunAsync(rest);
    case ["client", .. var rest]:
        return await ClientMeasurement.RunAsync(rest);
    default:
        BenchmarkDotNet.Running.BenchmarkSwitcher.FromAssembly(typeof(ModelMeasurement).Assembly).Run(args);
        return 0;
}
