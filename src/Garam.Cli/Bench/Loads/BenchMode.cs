namespace Garam.Cli.Bench.Loads;

internal enum BenchMode
{
    Produce,
    Consume,
    EndToEnd,
    Mixed,
}
